package io.meshwright.runtime.policy;

import io.meshwright.runtime.model.traffic.HeaderChanges;
import io.meshwright.runtime.model.traffic.HttpAction;
import io.meshwright.runtime.model.traffic.HttpMatch;
import io.meshwright.runtime.model.traffic.HttpRule;
import io.meshwright.runtime.model.traffic.RetryPolicy;
import io.meshwright.runtime.model.traffic.RoutingRules;
import io.meshwright.runtime.policy.ParsedRouting.Delegation;
import io.meshwright.xds.ConfigError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Puts the rules of delegates where other VirtualServices name them (istio-features VS25). A
 * delegation that leads nowhere is left out, and the other rules hold.
 */
public final class DelegateRules {

  private final Map<String, RoutingRules> delegates = new HashMap<>();

  /** Knows the delegates among all VirtualServices. */
  public DelegateRules(Collection<ParsedRouting> all) {
    for (ParsedRouting parsed : all) {
      if (parsed.delegate()) {
        RoutingRules rules = parsed.rules();
        delegates.put(rules.origin().namespace() + "/" + rules.origin().name(), rules);
      }
    }
  }

  /** The rules with those of their delegates; {@code problems} hears what was left out. */
  public RoutingRules resolve(ParsedRouting root, Consumer<ConfigError> problems) {
    if (root.delegations().isEmpty()) {
      return root.rules();
    }
    List<HttpRule> all = new ArrayList<>();
    for (int i = 0; i < root.rules().http().size(); i++) {
      HttpRule rule = root.rules().http().get(i);
      Delegation delegation = root.delegations().get(i);
      if (delegation == null) {
        all.add(rule);
      } else {
        all.addAll(taken(root.rules(), rule, delegation, problems));
      }
    }
    return root.rules().with(all);
  }

  private List<HttpRule> taken(
      RoutingRules root, HttpRule place, Delegation delegation, Consumer<ConfigError> problems) {
    String resource = root.origin().toString();
    String path = delegation.path() + ".delegate";
    RoutingRules delegate = delegates.get(delegation.toString());
    if (delegate == null || !delegate.exportTo().includes(root.origin().namespace())) {
      problems.accept(
          new ConfigError(
              resource,
              path,
              delegation.toString(),
              "a VirtualService without hosts that the namespace sees"));
      return List.of();
    }
    List<HttpRule> taken = new ArrayList<>();
    for (int i = 0; i < delegate.http().size(); i++) {
      Optional<HttpRule> merged = merged(place, delegate.http().get(i));
      merged.ifPresent(taken::add);
      if (merged.isEmpty()) {
        problems.accept(
            new ConfigError(
                resource,
                path,
                "spec.http[" + i + "] of " + delegation + ", which matches more",
                "matches within those of " + delegation.path()));
      }
    }
    return taken;
  }

  /** The delegate's rule with what it does not say itself; empty if it matches other requests. */
  private static Optional<HttpRule> merged(HttpRule place, HttpRule own) {
    List<HttpMatch> matches = matches(place.matches(), own.matches());
    if (matches.isEmpty() && !(place.matches().isEmpty() && own.matches().isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(
        new HttpRule(
            DelegateMatch.joined(place.name(), own.name()),
            matches,
            action(place.action(), own.action()),
            own.headers().equals(HeaderChanges.NONE) ? place.headers() : own.headers(),
            own.timeout() == null ? place.timeout() : own.timeout(),
            own.retries() instanceof RetryPolicy.MeshDefault ? place.retries() : own.retries(),
            own.fault() == null ? place.fault() : own.fault(),
            own.mirrors().isEmpty() ? place.mirrors() : own.mirrors(),
            own.cors() == null ? place.cors() : own.cors()));
  }

  /** Each match of the delegate within each of the place's that has room for it; else none. */
  private static List<HttpMatch> matches(List<HttpMatch> places, List<HttpMatch> own) {
    if (places.isEmpty() || own.isEmpty()) {
      return places.isEmpty() ? own : places;
    }
    List<HttpMatch> all = new ArrayList<>();
    for (HttpMatch match : own) {
      List<HttpMatch> within =
          places.stream().flatMap(place -> DelegateMatch.within(place, match).stream()).toList();
      if (within.isEmpty()) {
        return List.of();
      }
      all.addAll(within);
    }
    return all;
  }

  private static HttpAction action(HttpAction place, HttpAction own) {
    return place instanceof HttpAction.Forward inherited
            && own instanceof HttpAction.Forward forward
            && forward.rewrite().equals(HttpAction.Rewrite.NONE)
        ? new HttpAction.Forward(forward.destinations(), inherited.rewrite())
        : own;
  }
}
