package io.meshwright.operator;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.operator.config.OperatorConfig;
import io.meshwright.operator.installation.InstallationReconciliation;
import io.meshwright.operator.revision.RevisionReconciliation;
import io.meshwright.operator.revision.Usages;
import io.meshwright.operator.sessions.SessionCounts;
import io.meshwright.operator.sessions.Sessions;
import io.meshwright.operator.tag.TagReconciliation;
import java.util.Map;
import java.util.Optional;

/** The three reconcilers on one fake cluster, driven until nothing changes any more. */
public final class MeshUnderTest {

  public final FakeCluster cluster = new FakeCluster();

  /** Nobody is connected, and that is known. */
  public Sessions sessions = _ -> new SessionCounts(true, Map.of());

  private final OperatorConfig config = OperatorConfig.of("meshwright-system", Map.of());
  public final InstallationReconciliation installations =
      new InstallationReconciliation(cluster, config, cluster.serialization, () -> cluster.now);
  public final RevisionReconciliation revisions =
      new RevisionReconciliation(
          cluster,
          config,
          cluster.serialization,
          () -> cluster.now,
          new Usages(cluster, cluster, revision -> sessions.of(revision)),
          _ -> Optional.empty());
  public final TagReconciliation tags =
      new TagReconciliation(cluster, cluster.serialization, () -> cluster.now);

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
