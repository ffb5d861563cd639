package io.meshwright.operator;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.meshwright.crd.condition.Condition;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.Channel;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec.TargetRef;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.certificate.CertificateMaker;
import io.meshwright.operator.config.MeshImages;
import io.meshwright.operator.config.MeshRelease;
import io.meshwright.operator.config.OperatorConfig;
import io.meshwright.operator.config.ReleaseVersion;
import io.meshwright.operator.config.VersionCatalogue;
import io.meshwright.operator.configdiff.ConfigComparisons;
import io.meshwright.operator.configdiff.DiffGate;
import io.meshwright.operator.dataplane.DataPlaneReconciliation;
import io.meshwright.operator.healing.HealingReconciliation;
import io.meshwright.operator.installation.InstallationReconciliation;
import io.meshwright.operator.monitoring.MonitoringObjects;
import io.meshwright.operator.preflight.FakeSurveyor;
import io.meshwright.operator.preflight.PreflightInspection;
import io.meshwright.operator.revision.RevisionReconciliation;
import io.meshwright.operator.revision.Usages;
import io.meshwright.operator.revision.Workloads;
import io.meshwright.operator.sessions.SessionCounts;
import io.meshwright.operator.sessions.TrustAnswers.Answer;
import io.meshwright.operator.tag.TagReconciliation;
import io.meshwright.operator.trust.TrustReconciliation;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The three reconcilers on one fake cluster, driven until nothing changes any more. */
public final class MeshUnderTest {

  public final FakeCluster cluster;
  public InstallationReconciliation installations;
  public RevisionReconciliation revisions;
  public final TagReconciliation tags;

  public final FakeSurveyor surveyor = new FakeSurveyor();
  public final PreflightInspection preflight;

  /**
   * What the control planes say of their proxies, by revision; unless said, nobody is connected.
   */
  public final Map<String, SessionCounts> sessions = new HashMap<>();

  /** What the control planes say of trust, by revision and pod; unless said, none answers. */
  public final Map<String, Map<String, Answer>> trust = new HashMap<>();

  /** What the workloads of the cluster are to the operator. */
  public final FakeFleet fleet;

  /** The sidecars of the cluster's pods. */
  public final FakeSidecars sidecars;

  /** The pods with proxies, and what is said of how they follow. */
  public final FakeProxyFleet proxies;

  /** What the proxies counted. */
  public final FakeSamples samples;

  /** Whether the cluster has the CRDs of the Prometheus operator. */
  public boolean servesRules;

  /** What the runtimes of the cluster say that proxies get. */
  public final FakeRuntimes runtimes = new FakeRuntimes();

  private final Cluster seen;
  private final Usages usages;
  private final Workloads workloads;

  public MeshUnderTest() {
    this(new FakeCluster());
  }

  public MeshUnderTest(OperatorConfig config) {
    this(new FakeCluster());
    upgradeOperator(config);
  }

  /** An operator that starts on what another one left. */
  public MeshUnderTest(FakeCluster cluster) {
    this(cluster, cluster);
  }

  /** An operator that sees the cluster through something else. */
  public MeshUnderTest(FakeCluster cluster, Cluster seen) {
    this(cluster, seen, cluster);
  }

  /** The same, with pods that are counted somewhere else. */
  public MeshUnderTest(FakeCluster cluster, Cluster seen, Workloads workloads) {
    this.cluster = cluster;
    this.fleet = new FakeFleet(cluster);
    this.sidecars = new FakeSidecars(cluster);
    this.proxies = new FakeProxyFleet(cluster);
    this.samples = new FakeSamples();
    this.seen = seen;
    this.workloads = workloads;
    this.usages = new Usages(seen, workloads, this::sessionsOf);
    this.preflight = new PreflightInspection(seen, surveyor, List.of(), () -> cluster.now);
    OperatorConfig config = OperatorConfig.of("meshwright-system", Map.of());
    installations = installations(config);
    revisions = revisions(config);
    tags = new TagReconciliation(seen, usages, cluster.serialization, () -> cluster.now);
  }

  /** Another version of the operator takes over. */
  public void upgradeOperator(OperatorConfig config) {
    installations = installations(config);
    revisions = revisions(config);
  }

  private InstallationReconciliation installations(OperatorConfig config) {
    return new InstallationReconciliation(
        seen,
        config,
        this::sessionsOf,
        new InstallationReconciliation.Parts(
            new DataPlaneReconciliation(
                seen, fleet, sidecars, config, samples, cluster.serialization),
            new MonitoringObjects(
                seen, () -> servesRules, cluster.serialization, () -> cluster.now),
            new TrustReconciliation(
                seen,
                revision -> trust.getOrDefault(revision, Map.of()),
                workloads,
                new CertificateMaker(new SecureRandom())),
            new HealingReconciliation(seen, proxies, proxies),
            new DiffGate(
                new ConfigComparisons(
                    runtimes, runtimes, Runnable::run, _ -> {}, () -> cluster.now))),
        cluster.serialization,
        () -> cluster.now);
  }

  private RevisionReconciliation revisions(OperatorConfig config) {
    return new RevisionReconciliation(
        seen,
        config,
        usages,
        _ -> Optional.empty(),
        cluster.serialization,
        () -> cluster.now,
        preflight);
  }

  /** What {@link #sessions} says of a revision. */
  public SessionCounts sessionsOf(String revision) {
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

  /** A revision by its name. */
  public MeshRevision revision(String name) {
    return cluster.get(MeshRevision.class, null, name).orElseThrow();
  }

  /** The names of all revisions. */
  public List<String> revisionNames() {
    return cluster.list(MeshRevision.class).stream()
        .map(revision -> revision.getMetadata().getName())
        .toList();
  }

  /** Status and reason of a condition, or {@code absent}. */
  public static String condition(List<Condition> conditions, ConditionType type) {
    return Conditions.find(conditions, type)
        .map(condition -> condition.status().word() + " " + condition.reason())
        .orElse("absent");
  }

  /** The same of the installation {@code default}. */
  public String condition(ConditionType type) {
    return condition(installation("default").getStatus().conditions(), type);
  }

  /** The revision that is to be followed; the word {@code null} if there is none. */
  public String desired() {
    return String.valueOf(installation("default").getStatus().desiredRevision());
  }

  /** The revision that is followed; the word {@code null} if there is none. */
  public String active() {
    return String.valueOf(installation("default").getStatus().activeRevision());
  }

  /** What the installation remembers: version, cause and result of each switch, the last first. */
  public List<String> history() {
    return installation("default").getStatus().history().stream()
        .map(entry -> entry.version() + " " + entry.cause() + " " + entry.result())
        .toList();
  }

  /** The Service to which a webhook of the cluster sends pods. */
  public String injector(String webhook) {
    return cluster
        .get(MutatingWebhookConfiguration.class, null, webhook)
        .orElseThrow()
        .getWebhooks()
        .getFirst()
        .getClientConfig()
        .getService()
        .getName();
  }

  /** Creates or changes a tag. */
  public void tag(String name, TargetRef.Kind kind, String target) {
    MeshRevisionTag tag = new MeshRevisionTag();
    tag.setMetadata(new ObjectMetaBuilder().withName(name).build());
    tag.setSpec(new MeshRevisionTagSpec(new TargetRef(kind, target)));
    cluster.put(tag);
  }

  public MeshRevisionTag tag(String name) {
    return cluster.get(MeshRevisionTag.class, null, name).orElseThrow();
  }

  /** Reconciles, lets all control planes come up, and reconciles again. */
  public void rollOut() {
    settle();
    cluster.list(MeshInstallation.class).stream()
        .map(installation -> installation.getSpec().namespace())
        .distinct()
        .forEach(namespace -> cluster.runtimeStarts(namespace, "root-1"));
    settle();
  }

  /**
   * An operator that knows versions such as {@code 1.2.3}, {@code 1.2.3 candidate} or {@code 1.2.3
   * eol}.
   */
  public static OperatorConfig operatorKnowing(String... versions) {
    return new OperatorConfig(
        "meshwright-system",
        new VersionCatalogue(Stream.of(versions).map(MeshUnderTest::release).toList()));
  }

  private static MeshRelease release(String text) {
    String[] words = text.split(" ", 2);
    String rest = words.length == 1 ? "" : words[1];
    return new MeshRelease(
        ReleaseVersion.parse(words[0]).orElseThrow(),
        rest.equals("candidate") ? Channel.candidate : Channel.stable,
        rest.equals("eol") ? MeshRelease.Support.END_OF_LIFE : MeshRelease.Support.SUPPORTED,
        new MeshImages("meshwright/runtime:" + words[0], "meshwright/proxy:" + words[0]));
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
