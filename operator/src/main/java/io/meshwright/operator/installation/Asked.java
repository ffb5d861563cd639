package io.meshwright.operator.installation;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.meshwright.crd.mesh.v1alpha1.AppliedProfile;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.crd.mesh.v1alpha1.ResolvedVersion;

/**
 * What an installation's spec asks for, with nothing left open.
 *
 * @param planned the revision as it is to be applied; shared, so nobody may change it
 * @param configuration hash of what is part of a revision's identity
 */
record Asked(
    MeshRevision planned, String configuration, ResolvedVersion version, AppliedProfile profile) {

  Asked(
      String revision,
      String configuration,
      MeshRevisionSpec spec,
      ResolvedVersion version,
      AppliedProfile profile) {
    this(planned(revision, spec), configuration, version, profile);
  }

  /** The revision's name. */
  String revision() {
    return planned.getMetadata().getName();
  }

  MeshRevisionSpec spec() {
    return planned.getSpec();
  }

  private static MeshRevision planned(String name, MeshRevisionSpec spec) {
    MeshRevision revision = new MeshRevision();
    revision.setMetadata(new ObjectMetaBuilder().withName(name).build());
    revision.setSpec(spec);
    return revision;
  }
}
