package io.meshwright.runtime.analysis;

import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.traffic.ClientScope;
import io.meshwright.runtime.model.traffic.HttpMatch;
import io.meshwright.runtime.model.traffic.HttpRule;
import io.meshwright.runtime.model.traffic.RoutingRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Each HTTP rule of a VirtualService gets requests. */
final class UnreachableRules implements MeshCheck {

  @Override
  public void check(MeshModel model, Consumer<Finding> findings) {
    model.routing().forEach(rules -> check(rules, findings));
  }

  private static void check(RoutingRules rules, Consumer<Finding> findings) {
    String resource = rules.origin().toString();
    Map<HttpMatch, Integer> seen = new HashMap<>();
    int last = rules.http().size() - 1;
    for (int i = 0; i <= last; i++) {
      HttpRule rule = rules.http().get(i);
      if (takesAll(rule) && i < last) {
        findings.accept(unreachable(resource, i, rule, "only the last rule can have no matches"));
      }
      List<HttpMatch> matches = rule.matches().stream().map(HttpMatch::unnamed).toList();
      boolean hidden = !matches.isEmpty() && seen.keySet().containsAll(matches);
      if (hidden) {
        findings.accept(unreachable(resource, i, rule, "all matches used by prior rules"));
      }
      for (int m = 0; m < matches.size(); m++) {
        Integer earlier = seen.putIfAbsent(matches.get(m), i);
        if (earlier != null && !hidden) {
          findings.accept(
              new Finding(
                  Code.VIRTUAL_SERVICE_INEFFECTIVE_MATCH,
                  resource,
                  ("VirtualService rule %s match #%d is not used (duplicate/overlapping match "
                          + "in rule #%d).")
                      .formatted(name(i, rule), m, earlier)));
        }
      }
    }
  }

  private static boolean takesAll(HttpRule rule) {
    return rule.matches().isEmpty()
        || rule.matches().stream()
            .anyMatch(match -> match.catchAll() && match.scope().equals(ClientScope.ANY));
  }

  private static Finding unreachable(String resource, int index, HttpRule rule, String why) {
    return new Finding(
        Code.VIRTUAL_SERVICE_UNREACHABLE_RULE,
        resource,
        "VirtualService rule %s not used (%s).".formatted(name(index, rule), why));
  }

  private static String name(int index, HttpRule rule) {
    return rule.name().isEmpty() ? "#" + index : "\"" + rule.name() + "\"";
  }
}
