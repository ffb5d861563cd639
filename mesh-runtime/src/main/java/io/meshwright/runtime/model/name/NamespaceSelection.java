package io.meshwright.runtime.model.name;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which namespaces a mesh looks at (istio-features MC7, {@code discoverySelectors}): those that
 * satisfy all requirements of one of the terms.
 *
 * @param terms none means all namespaces
 */
public record NamespaceSelection(List<List<Requirement>> terms) {

  /** The mesh looks at all namespaces. */
  public static final NamespaceSelection ALL = new NamespaceSelection(List.of());

  public NamespaceSelection {
    terms = terms.stream().map(List::copyOf).toList();
  }

  /** Whether a namespace with these labels is one of them. */
  public boolean selects(Map<String, String> labels) {
    return terms.isEmpty()
        || terms.stream()
            .anyMatch(term -> term.stream().allMatch(requirement -> requirement.holds(labels)));
  }

  /** How the value of a label is compared; the constants are Kubernetes' words. */
  public enum Relation {
    In,
    NotIn,
    Exists,
    DoesNotExist
  }

  /**
   * What a label must be like; {@code NotIn} holds for an absent one, as in Kubernetes.
   *
   * @param values for {@code In} and {@code NotIn}
   */
  public record Requirement(String label, Relation relation, Set<String> values) {

    public Requirement {
      values = Set.copyOf(values);
    }

    boolean holds(Map<String, String> labels) {
      String value = labels.get(label);
      return switch (relation) {
        case In -> value != null && values.contains(value);
        case NotIn -> value == null || !values.contains(value);
        case Exists -> value != null;
        case DoesNotExist -> value == null;
      };
    }
  }
}
