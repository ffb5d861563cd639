package io.meshwright.operator.configdiff;

import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A field that changes nothing of what becomes of traffic. What no rule names is behavioural, so a
 * field that Envoy gains later is so until somebody has looked at it.
 *
 * @param kinds of resources in which this holds
 * @param field names of nested fields in protobuf's JSON, anywhere in the resource, with all below
 * @param why a difference of it is harmless, for the documentation
 */
record FieldRule(Set<Kind> kinds, List<String> field, String why) {

  private static final Set<Kind> ANY = EnumSet.allOf(Kind.class);

  /** docs/config-diff.md has the same table; a test holds the two together. */
  static final List<FieldRule> HARMLESS =
      List.of(
          rule("names of statistics", "statPrefix"),
          rule("names of statistics", "altStatName"),
          rule("gauges of circuit breakers", "trackRemaining"),
          rule("which service or workload a statistic is about", "metadata.filterMetadata.istio"),
          rule("the name of a route in logs", "virtualHosts.routes.name"),
          rule("the name of a route in traces", "decorator.operation"),
          rule("a certificate is renewed while two are asked", Kind.Secret, "tlsCertificate"));

  FieldRule {
    kinds = Set.copyOf(kinds);
    field = List.copyOf(field);
  }

  /** The rule by which a difference is harmless; empty if there is none. */
  static Optional<FieldRule> of(Kind kind, List<String> path) {
    return HARMLESS.stream().filter(rule -> rule.applies(kind, path)).findFirst();
  }

  /** The field as the documentation writes it. */
  String words() {
    return String.join(".", field);
  }

  /** The kinds as the documentation writes them. */
  String where() {
    return kinds.equals(ANY)
        ? "any"
        : kinds.stream().map(Kind::name).sorted().collect(Collectors.joining(", "));
  }

  private boolean applies(Kind kind, List<String> path) {
    if (!kinds.contains(kind)) {
      return false;
    }
    for (int i = 0; i + field.size() <= path.size(); i++) {
      if (path.subList(i, i + field.size()).equals(field)) {
        return true;
      }
    }
    return false;
  }

  private static FieldRule rule(String why, String field) {
    return new FieldRule(ANY, List.of(field.split("\\.", -1)), why);
  }

  private static FieldRule rule(String why, Kind kind, String field) {
    return new FieldRule(EnumSet.of(kind), List.of(field.split("\\.", -1)), why);
  }
}
