package io.meshwright.operator.apply;

import java.util.List;
import java.util.Set;

/**
 * What applying a plan came to.
 *
 * @param unmanaged objects that opted out
 * @param written objects that were created or changed; what was observed of them is of before
 */
public record AppliedPlan(List<ObjectKey> unmanaged, Set<ObjectKey> written) {

  public AppliedPlan {
    unmanaged = List.copyOf(unmanaged);
    written = Set.copyOf(written);
  }

  /** Everything was as planned. */
  public static AppliedPlan unchanged() {
    return new AppliedPlan(List.of(), Set.of());
  }
}
