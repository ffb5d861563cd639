package io.meshwright.operator.installation;

import io.meshwright.crd.mesh.v1alpha1.AppliedProfile;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.crd.mesh.v1alpha1.ResolvedVersion;

/**
 * What an installation's spec asks for, with nothing left open.
 *
 * @param revision the revision's name
 * @param configuration hash of what is part of a revision's identity
 */
record Asked(
    String revision,
    String configuration,
    MeshRevisionSpec spec,
    ResolvedVersion version,
    AppliedProfile profile) {}
