package io.meshwright.operator.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Set;

/**
 * The objects that an owner should have.
 *
 * @param objects in the order in which they are applied
 * @param spared objects that are not in the plan but stay if they exist: somebody else takes them
 *     over
 */
public record Plan(List<HasMetadata> objects, Set<ObjectKey> spared) {

  public Plan {
    objects = List.copyOf(objects);
    spared = Set.copyOf(spared);
  }

  /** A plan that spares nothing. */
  public static Plan of(List<HasMetadata> objects) {
    return new Plan(objects, Set.of());
  }
}
