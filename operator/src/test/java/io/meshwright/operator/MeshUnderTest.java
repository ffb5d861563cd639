package io.meshwright.operator;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.config.OperatorConfig;
import io.meshwright.operator.installation.InstallationReconciliation;
import io.meshwright.operator.preflight.FakeSurveyor;
import io.meshwright.operator.preflight.PreflightInspection;
import io.meshwright.operator.revision.RevisionReconciliation;
import io.meshwright.operator.tag.TagReconciliation;
import java.util.List;
import java.util.Map;

/** The three reconcilers on one fake cluster, driven until nothing changes any more. */
public final class MeshUnderTest {

  public final FakeCluster cluster;
  public final InstallationReconciliation installations;
  public final RevisionReconciliation revisions;
  public final TagReconciliation tags;

  public final FakeSurveyor surveyor = new FakeSurveyor();

  public MeshUnderTest() {
    this(new FakeCluster());
  }

  /** An operator that starts on what another one left. */
  public MeshUnderTest(FakeCluster cluster) {
    this(cluster, cluster);
  }

  /** An operator that sees the cluster through something else. */
  public MeshUnderTest(FakeCluster cluster, Cluster seen) {
    this.cluster = cluster;
    OperatorConfig config = OperatorConfig.of("meshwright-system", Map.of());
    installations =
        new InstallationReconciliation(seen, config, cluster.serialization, () -> cluster.now);
    revisions =
        new RevisionReconciliation(
            seen,
            config,
            cluster.serialization,
            () -> cluster.now,
            new PreflightInspection(seen, surveyor, List.of(), () -> cluster.now));
    tags = new TagReconciliation(seen, cluster.serialization, () -> cluster.now);
  }

  /** Creates or changes an installation; {@code spec} is YAML. */
  public void installation(String name, String spec) {
    MeshInstallation installation = new MeshInstallation();
    installation.setMetadata(new ObjectMetaBuilder().withName(name).build());
    installation.setSpec(
        cluster.serialization.unmarshal("---\n" + spec, MeshInstallationSpec.class));
    cluster.put(installation);
  }

  public MeshInstallation installation(String name) {
    return cluster.get(MeshInstallation.class, null, name).orElseThrow();
  }

  /** Reconciles everything until a round writes nothing. */
  public void settle() {
    for (int round = 0; round < 20; round++) {
      int before = cluster.writes.size();
      cluster.list(MeshInstallation.class).forEach(installations::reconcile);
      cluster.list(MeshRevision.class).forEach(revisions::reconcile);
      cluster.list(MeshRevisionTag.class).forEach(tags::reconcile);
      if (cluster.writes.size() == before) {
        return;
      }
    }
    throw new AssertionError("still writing: " + cluster.writes);
  }
}
