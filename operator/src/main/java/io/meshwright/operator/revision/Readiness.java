package io.meshwright.operator.revision;

import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;

/** Whether a revision may be followed. Pure. */
public final class Readiness {

  private Readiness() {}

  /** Whether a revision says that it is ready as it is specified now. */
  public static boolean of(MeshRevision revision) {
    return says(revision, ConditionType.READY);
  }

  /** Whether a condition of a revision is true for its present generation. */
  public static boolean says(MeshRevision revision, ConditionType type) {
    return revision.getStatus() != null
        && Conditions.isTrue(
            revision.getStatus().conditions(), type, revision.getMetadata().getGeneration());
  }
}
