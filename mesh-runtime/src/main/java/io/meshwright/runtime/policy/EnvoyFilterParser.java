package io.meshwright.runtime.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshwright.crd.networking.EnvoyFilterSpec;
import io.meshwright.crd.networking.EnvoyFilterSpec.ConfigPatch;
import io.meshwright.crd.networking.EnvoyFilterSpec.Match;
import io.meshwright.runtime.model.name.Origin;
import io.meshwright.runtime.model.patch.Patch;
import io.meshwright.runtime.model.patch.Patch.Context;
import io.meshwright.runtime.model.patch.Patch.FilterClass;
import io.meshwright.runtime.model.patch.Patch.Operation;
import io.meshwright.runtime.model.patch.Patch.Target;
import io.meshwright.runtime.model.patch.PatchPlace;
import io.meshwright.runtime.model.patch.PatchRules;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Parses an EnvoyFilter, all but Envoy's own messages (istio-features EF1 to EF6). */
public final class EnvoyFilterParser {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GATEWAY_API = "gateway.networking.k8s.io";
  private static final String GATEWAY = "Gateway";

  private final Problems problems;

  private EnvoyFilterParser(Problems problems) {
    this.problems = problems;
  }

  /** Parses a spec, or reports all that is wrong with it. */
  public static PatchRules parse(Origin origin, EnvoyFilterSpec spec) throws ConfigException {
    Problems problems = new Problems(origin.toString());
    EnvoyFilterParser parser = new EnvoyFilterParser(problems);
    Set<String> gateways = parser.gateways(origin, spec);
    List<Patch> patches = new ArrayList<>();
    for (int i = 0; i < spec.configPatches().size(); i++) {
      patches.add(parser.patch("spec.configPatches[" + i + "]", spec.configPatches().get(i)));
    }
    problems.throwIfAny();
    return new PatchRules(
        origin,
        spec.priority() == null ? 0 : spec.priority(),
        spec.workloadSelector() == null ? Map.of() : spec.workloadSelector().labels(),
        gateways,
        patches);
  }

  /** Names of the Gateways that it is for; none if it is for workloads. */
  private Set<String> gateways(Origin origin, EnvoyFilterSpec spec) {
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < spec.targetRefs().size(); i++) {
      EnvoyFilterSpec.TargetReference target = spec.targetRefs().get(i);
      String path = "spec.targetRefs[" + i + "]";
      if (!GATEWAY_API.equals(target.group()) || !GATEWAY.equals(target.kind())) {
        problems.add(
            path + ".kind",
            target.group() + "/" + target.kind(),
            GATEWAY_API + "/" + GATEWAY + ": others are for waypoints, which do not exist yet");
      }
      String namespace = HttpRouteParser.orEmpty(target.namespace());
      if (!namespace.isEmpty() && !namespace.equals(origin.namespace())) {
        problems.add(path + ".namespace", namespace, origin.namespace() + ", its own");
      }
      names.add(problems.required(path + ".name", target.name(), "a name"));
    }
    if (!names.isEmpty() && spec.workloadSelector() != null) {
      problems.add("spec.targetRefs", "both", "workloadSelector or targetRefs");
    }
    return names;
  }

  private Patch patch(String path, ConfigPatch written) {
    String applyTo =
        problems.required(
            path + ".applyTo", written.applyTo(), "one of " + List.of(Target.values()));
    Target target = problems.word(path + ".applyTo", applyTo, Target.CLUSTER, Target.values());
    EnvoyFilterSpec.Patch patch =
        written.patch() == null ? new EnvoyFilterSpec.Patch(null, Map.of(), null) : written.patch();
    String word =
        problems.required(
            path + ".patch.operation", patch.operation(), "one of " + List.of(Operation.values()));
    Operation operation =
        problems.word(path + ".patch.operation", word, Operation.REMOVE, Operation.values());
    FilterClass filterClass =
        problems.word(
            path + ".patch.filterClass",
            patch.filterClass(),
            FilterClass.UNSPECIFIED,
            FilterClass.values());
    if (!applyTo.isEmpty() && !word.isEmpty()) {
      check(path, target, operation, filterClass, patch);
    }
    Match match =
        written.match() == null ? new Match(null, null, null, null, null) : written.match();
    return new Patch(
        path,
        target,
        problems.word(path + ".match.context", match.context(), Context.ANY, Context.values()),
        version(path + ".match.proxy.proxyVersion", match.proxy()),
        match.proxy() == null ? Map.of() : match.proxy().metadata(),
        place(path + ".match", target, match),
        operation,
        filterClass,
        operation == Operation.REMOVE ? "" : json(path + ".patch.value", patch.value()));
  }

  /** What goes together (as Istio validates it). */
  private void check(
      String path,
      Target target,
      Operation operation,
      FilterClass filterClass,
      EnvoyFilterSpec.Patch patch) {
    String at = path + ".patch.operation";
    if (operation.inserts() && !target.ordered()) {
      problems.add(at, operation, "ADD: only filters and routes have an order");
    }
    if (operation == Operation.REPLACE && (!target.ordered() || target == Target.HTTP_ROUTE)) {
      problems.add(at, operation, "MERGE: only filters are replaced");
    }
    if (target == Target.ROUTE_CONFIGURATION && !operation.merges()) {
      problems.add(at, operation, "MERGE");
    }
    if (target == Target.EXTENSION_CONFIG && operation != Operation.ADD) {
      problems.add(at, operation, "ADD");
    }
    if (operation != Operation.REMOVE && patch.value().isEmpty()) {
      problems.add(path + ".patch.value", "", "what is to be " + operation);
    }
    if (filterClass != FilterClass.UNSPECIFIED
        && (target != Target.HTTP_FILTER || operation != Operation.ADD)) {
      problems.add(path + ".patch.filterClass", filterClass, "none but to ADD an HTTP_FILTER");
    }
  }

  private String version(String path, EnvoyFilterSpec.@Nullable ProxyMatch match) {
    String version = match == null ? "" : HttpRouteParser.orEmpty(match.proxyVersion());
    Optional<String> problem = Expressions.problem(version);
    problem.ifPresent(what -> problems.add(path, version, Expressions.EXPECTED + ": " + what));
    return problem.isEmpty() ? version : "";
  }

  private PatchPlace place(String path, Target target, Match match) {
    boolean listeners =
        switch (target) {
          case LISTENER, LISTENER_FILTER, FILTER_CHAIN, NETWORK_FILTER, HTTP_FILTER -> true;
          default -> false;
        };
    boolean routes =
        switch (target) {
          case ROUTE_CONFIGURATION, VIRTUAL_HOST, HTTP_ROUTE -> true;
          default -> false;
        };
    misplaced(path + ".listener", match.listener(), listeners, target);
    misplaced(path + ".routeConfiguration", match.routeConfiguration(), routes, target);
    misplaced(path + ".cluster", match.cluster(), target == Target.CLUSTER, target);
    PatchPlaces places = new PatchPlaces(problems, path);
    if (listeners && match.listener() != null) {
      return places.listener(match.listener());
    }
    if (routes && match.routeConfiguration() != null) {
      return places.routes(match.routeConfiguration());
    }
    return target == Target.CLUSTER && match.cluster() != null
        ? places.cluster(match.cluster())
        : new PatchPlace.Anywhere();
  }

  private void misplaced(String path, @Nullable Object match, boolean fits, Target target) {
    if (match != null && !fits) {
      problems.add(path, "a match", "nothing with applyTo " + target);
    }
  }

  private String json(String path, Map<String, Object> value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      problems.add(path, e.getOriginalMessage(), "a message of Envoy's API");
      return "{}";
    }
  }
}
