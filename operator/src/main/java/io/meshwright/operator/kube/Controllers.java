package io.meshwright.operator.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.analysis.SampleSources;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.certificate.CertificateMaker;
import io.meshwright.operator.config.OperatorConfig;
import io.meshwright.operator.configdiff.ConfigComparisons;
import io.meshwright.operator.configdiff.DiffGate;
import io.meshwright.operator.dataplane.DataPlaneReconciliation;
import io.meshwright.operator.event.EventPublisher;
import io.meshwright.operator.event.ToldCluster;
import io.meshwright.operator.healing.HealingReconciliation;
import io.meshwright.operator.install.OperatorPermissions;
import io.meshwright.operator.installation.InstallationReconciliation;
import io.meshwright.operator.monitoring.MonitoringObjects;
import io.meshwright.operator.monitoring.PrometheusRule;
import io.meshwright.operator.preflight.PreflightInspection;
import io.meshwright.operator.revision.InjectionTargets;
import io.meshwright.operator.revision.RevisionReconciliation;
import io.meshwright.operator.revision.Usages;
import io.meshwright.operator.sessions.LiveSessions;
import io.meshwright.operator.sessions.grpc.ReplicaClients;
import io.meshwright.operator.tag.TagReconciliation;
import io.meshwright.operator.trust.TrustReconciliation;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** All wiring of the process. */
@Singleton
public class Controllers {

  /** How often everything is looked at again though no event said so. */
  static final int RERUN_MINUTES = 5;

  /** Events end a wait for deletion; this is the net below them. */
  private static final long DELETION_POLL_MILLIS = 2_000;

  private final KubernetesClient client;
  private final OperatorConfig config;
  private final InstantSource clock = InstantSource.system();
  private final Watches watches;
  private final Cluster cluster;
  private final PreflightInspection preflight;
  private final ScheduledExecutorService sessionThread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("sessions-", 0).daemon().factory());
  private final ExecutorService comparisonThreads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("config-diff-", 0).factory());
  private final ReplicaClients replicas;
  private final LiveSessions sessions;
  private final KubernetesFleet fleet;
  private final WriteGate gate;
  private final KubernetesProxyFleet proxyFleet;
  private final InstallationSamples samples;

  public Controllers(KubernetesClient client, OperatorConfig config, Leadership leadership) {
    this.client = client;
    this.config = config;
    this.watches = new Watches(client);
    this.cluster =
        new ToldCluster(
            new KubernetesCluster(client, watches, leadership.gate()),
            new EventPublisher(
                clock,
                KubernetesEvents.executor(),
                new KubernetesEvents(client, leadership.identity())));
    this.preflight =
        new PreflightInspection(
            cluster,
            new KubernetesSurveyor(client, watches, config.namespace()),
            OperatorPermissions.cluster(),
            clock);
    this.replicas =
        new ReplicaClients(
            Path.of(OperatorNames.API_TOKEN_DIRECTORY, OperatorNames.API_TOKEN), sessionThread);
    this.sessions = new LiveSessions(new InjectionTargets(cluster), replicas, sessionThread, clock);
    this.gate = leadership.gate();
    this.fleet = new KubernetesFleet(client, watches, gate, sessionThread);
    this.proxyFleet = new KubernetesProxyFleet(client, watches, gate, clock);
    this.samples =
        new InstallationSamples(
            cluster, sessions, new KubernetesKeys(client), sessionThread, clock);
    new ServingReplicas(cluster, sessions, sessionThread).follow(watches);
  }

  Watches watches() {
    return watches;
  }

  Cluster cluster() {
    return cluster;
  }

  LiveSessions sessions() {
    return sessions;
  }

  KubernetesFleet fleet() {
    return fleet;
  }

  /** Where samples of waves come from. */
  SampleSources samples() {
    return samples;
  }

  PreflightInspection preflight() {
    return preflight;
  }

  InstallationReconciliation installations() {
    return new InstallationReconciliation(
        cluster, config, sessions, parts(), client.getKubernetesSerialization(), clock);
  }

  private InstallationReconciliation.Parts parts() {
    return new InstallationReconciliation.Parts(
        new DataPlaneReconciliation(
            cluster,
            fleet,
            new KubernetesSidecars(client, cluster, gate, clock),
            config,
            samples,
            client.getKubernetesSerialization()),
        new MonitoringObjects(
            cluster,
            () -> client.supports(PrometheusRule.API_VERSION, PrometheusRule.KIND),
            client.getKubernetesSerialization(),
            clock),
        new TrustReconciliation(
            cluster, sessions, watches.workloads(), new CertificateMaker(new SecureRandom())),
        new HealingReconciliation(cluster, sessions, proxyFleet),
        new DiffGate(
            new ConfigComparisons(
                sessions::replicasOf, replicas, comparisonThreads, Thread::sleep, clock)));
  }

  RevisionReconciliation revisions() {
    return new RevisionReconciliation(
        cluster, config, usages(), sessions, client.getKubernetesSerialization(), clock, preflight);
  }

  TagReconciliation tags() {
    return new TagReconciliation(cluster, usages(), client.getKubernetesSerialization(), clock);
  }

  private Usages usages() {
    return new Usages(cluster, watches.workloads(), sessions);
  }

  static DeleteControl released(boolean everythingIsGone) {
    return everythingIsGone
        ? DeleteControl.defaultDelete()
        : DeleteControl.noFinalizerRemoval().rescheduleAfter(DELETION_POLL_MILLIS);
  }

  @PreDestroy
  void stop() {
    watches.stop();
    fleet.stop();
    samples.close();
    // what is scheduled would hold up the end of the process
    sessionThread.shutdownNow();
    comparisonThreads.shutdownNow();
    replicas.close();
  }
}
