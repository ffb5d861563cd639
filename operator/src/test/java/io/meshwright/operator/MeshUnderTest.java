package io.meshwright.operator;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.operator.config.OperatorConfig;
import io.meshwright.operator.installation.InstallationReconciliation;
import io.meshwright.operator.preflight.FakeSurveyor;
import io.meshwright.operator.preflight.PreflightInspection;
import io.meshwright.operator.revision.RevisionReconciliation;
import io.meshwright.operator.revision.Usages;
import io.meshwright.operator.sessions.SessionCounts;
import io.meshwright.operator.tag.TagReconciliation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The three reconcilers on one fake cluster, driven until nothing changes any more. */
public final class MeshUnderTest {

  public final FakeCluster cluster = new FakeCluster();

  public final FakeSurveyor surveyor = new FakeSurveyor();

  /**
   * What the control planes say of their proxies, by revision; unless said, nobody is connected.
   */
  public final Map<String, SessionCounts> sessions = new HashMap<>();

  private final Usages usages = new Usages(cluster, cluster, this::sessionsOf);
  public InstallationReconciliation installations;
  public RevisionReconciliation revisions;
  public final TagReconciliation tags =
      new TagReconciliation(cluster, usages, cluster.serialization, () -> cluster.now);

  public MeshUnderTest() {
    this(OperatorConfig.of("meshwright-system", Map.of()));
  }

  public MeshUnderTest(OperatorConfig config) {
    installations = installations(config);
    revisions = revisions(config);
  }

  /** Another version of the operator takes over. */
  public void upgradeOperator(OperatorConfig config) {
    installations = installations(config);
    revisions = revisions(config);
  }

  private InstallationReconciliation installations(OperatorConfig config) {
    return new InstallationReconciliation(
        cluster, config, this::sessionsOf, cluster.serialization, () -> cluster.now);
  }

  private RevisionReconciliation revisions(OperatorConfig config) {
    return new RevisionReconciliation(
        cluster,
        config,
        usages,
        _ -> Optional.empty(),
        cluster.serialization,
        () -> cluster.now,
        new PreflightInspection(cluster, surveyor, List.of(), () -> cluster.now));
  }

  private SessionCounts sessionsOf(String revision) {
    return sessions.getOrDefault(revision, new SessionCounts(true, Map.of()));
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
