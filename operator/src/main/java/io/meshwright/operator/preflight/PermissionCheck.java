package io.meshwright.operator.preflight;

import io.meshwright.crd.rbac.Permission;
import io.meshwright.operator.preflight.Survey.GrantedRule;
import java.util.ArrayList;
import java.util.List;

/** Compares what the operator may do with what it needs, as Kubernetes' RBAC would. */
final class PermissionCheck {

  private static final String ALL = "*";

  private PermissionCheck() {}

  static List<Finding> of(PreflightFacts facts) {
    List<Finding> findings = new ArrayList<>();
    facts
        .survey()
        .rules()
        .ifPresent(
            rules -> {
              for (Permission needed : facts.needed()) {
                List<String> missing = missing(needed, rules);
                if (!missing.isEmpty()) {
                  findings.add(
                      Finding.blocking(
                          FindingCode.PERMISSION_MISSING,
                          "the operator's ClusterRole",
                          "rules",
                          "no right to " + String.join(", ", missing),
                          "it, because: " + needed.why()));
                }
              }
            });
    return findings;
  }

  private static List<String> missing(Permission needed, List<GrantedRule> rules) {
    List<String> missing = new ArrayList<>();
    for (String group : needed.apiGroups()) {
      for (String resource : needed.resources()) {
        for (String verb : needed.verbs()) {
          if (rules.stream().noneMatch(rule -> covers(rule, group, resource, verb, needed))) {
            missing.add(verb + " " + resource + (group.isEmpty() ? "" : "." + group));
          }
        }
      }
    }
    return missing;
  }

  private static boolean covers(
      GrantedRule rule, String group, String resource, String verb, Permission needed) {
    return holds(rule.apiGroups(), group)
        && holds(rule.resources(), resource)
        && holds(rule.verbs(), verb)
        && (rule.resourceNames().isEmpty()
            || (!needed.resourceNames().isEmpty()
                && rule.resourceNames().containsAll(needed.resourceNames())));
  }

  private static boolean holds(List<String> granted, String word) {
    return granted.contains(ALL) || granted.contains(word);
  }
}
