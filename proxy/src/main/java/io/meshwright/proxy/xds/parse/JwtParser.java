package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtRequirement;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.PerRouteConfig;
import io.meshwright.proxy.snapshot.FilterOverrides.Change;
import io.meshwright.proxy.snapshot.JwtAuthentication.JwtProvider;
import io.meshwright.proxy.snapshot.JwtAuthentication.OnRoute;
import io.meshwright.proxy.snapshot.JwtAuthentication.Requirement;
import io.meshwright.proxy.snapshot.JwtAuthentication.Rule;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication}: who needs which token. */
final class JwtParser {
  private final Map<String, JwtProvider> providers;

  private JwtParser(Map<String, JwtProvider> providers) {
    this.providers = providers;
  }

  static io.meshwright.proxy.snapshot.JwtAuthentication parse(JwtAuthentication proto, Where where)
      throws ConfigException {
    Map<String, JwtProvider> providers = new HashMap<>();
    for (var entry : proto.getProvidersMap().entrySet()) {
      providers.put(
          entry.getKey(),
          JwtProviderParser.parse(
              entry.getKey(), entry.getValue(), where.key("providers", entry.getKey())));
    }
    JwtParser parser = new JwtParser(providers);
    Map<String, Requirement> named = new HashMap<>();
    for (var entry : proto.getRequirementMapMap().entrySet()) {
      named.put(
          entry.getKey(),
          parser.requirement(
              entry.getValue(), List.of(), where.key("requirement_map", entry.getKey())));
    }
    List<Rule> rules = new ArrayList<>(proto.getRulesCount());
    for (int i = 0; i < proto.getRulesCount(); i++) {
      var rule = proto.getRules(i);
      Where there = where.item("rules", i);
      rules.add(
          new Rule(
              RouteMatchParser.parse(rule.getMatch(), there.field("match")),
              switch (rule.getRequirementTypeCase()) {
                case REQUIRES ->
                    parser.requirement(rule.getRequires(), List.of(), there.field("requires"));
                case REQUIREMENT_NAME ->
                    named(named, rule.getRequirementName(), there.field("requirement_name"));
                case REQUIREMENTTYPE_NOT_SET -> new Requirement.Nothing();
              }));
    }
    return new io.meshwright.proxy.snapshot.JwtAuthentication(
        rules, named, proto.getBypassCorsPreflight(), proto.getStripFailureResponse());
  }

  static Change onRoute(PerRouteConfig proto, Where where) throws ConfigException {
    return proto.getDisabled()
        ? new Change.Disabled()
        : new Change.Settings(
            new OnRoute(
                Values.required(proto.getRequirementName(), where.field("requirement_name"))));
  }

  private static Requirement named(Map<String, Requirement> named, String name, Where where)
      throws ConfigException {
    @Nullable Requirement requirement = named.get(name);
    if (requirement == null) {
      throw where.error(name, "a name in requirement_map");
    }
    return requirement;
  }

  /** {@code siblings} are the providers whose tokens are optional. */
  private Requirement requirement(JwtRequirement proto, List<JwtProvider> siblings, Where where)
      throws ConfigException {
    return switch (proto.getRequiresTypeCase()) {
      case PROVIDER_NAME ->
          new Requirement.Of(
              provider(proto.getProviderName(), where.field("provider_name")), List.of());
      case PROVIDER_AND_AUDIENCES ->
          new Requirement.Of(
              provider(
                  proto.getProviderAndAudiences().getProviderName(),
                  where.field("provider_and_audiences.provider_name")),
              proto.getProviderAndAudiences().getAudiencesList());
      case REQUIRES_ANY -> any(proto.getRequiresAny().getRequirementsList(), where);
      case REQUIRES_ALL -> {
        List<JwtRequirement> protos = proto.getRequiresAll().getRequirementsList();
        List<Requirement> all = new ArrayList<>(protos.size());
        for (int i = 0; i < protos.size(); i++) {
          all.add(
              requirement(
                  protos.get(i), List.of(), where.field("requires_all").item("requirements", i)));
        }
        yield new Requirement.AllOf(all);
      }
      case ALLOW_MISSING -> new Requirement.Optionally(siblings, false);
      case ALLOW_MISSING_OR_FAILED -> new Requirement.Optionally(siblings, true);
      case REQUIRESTYPE_NOT_SET -> new Requirement.Nothing();
    };
  }

  /** What lets pass without a token comes last, the most lenient only, as in Envoy. */
  private Requirement any(List<JwtRequirement> protos, Where where) throws ConfigException {
    List<Requirement> some = new ArrayList<>(protos.size());
    List<JwtProvider> named = new ArrayList<>();
    JwtRequirement lenient = null;
    for (int i = 0; i < protos.size(); i++) {
      JwtRequirement each = protos.get(i);
      if (each.hasAllowMissing() || each.hasAllowMissingOrFailed()) {
        lenient = lenient == null || lenient.hasAllowMissing() ? each : lenient;
      } else {
        Requirement requirement =
            requirement(each, List.of(), where.field("requires_any").item("requirements", i));
        some.add(requirement);
        if (requirement instanceof Requirement.Of(JwtProvider provider, var _)) {
          named.add(provider);
        }
      }
    }
    if (lenient != null) {
      some.add(requirement(lenient, named, where));
    }
    return new Requirement.AnyOf(some);
  }

  private JwtProvider provider(String name, Where where) throws ConfigException {
    @Nullable JwtProvider provider = providers.get(name);
    if (provider == null) {
      throw where.error(name, "a name in providers");
    }
    return provider;
  }
}
