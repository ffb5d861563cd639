package io.meshwright.runtime;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.meshwright.crd.injection.InjectionSelectors;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.Ports;
import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.runtime.ca.CaMetrics;
import io.meshwright.runtime.ca.CertificateService;
import io.meshwright.runtime.config.RuntimeConfig;
import io.meshwright.runtime.identity.AuthenticationInterceptor;
import io.meshwright.runtime.identity.CachingSecretAccess;
import io.meshwright.runtime.identity.Caller;
import io.meshwright.runtime.identity.Clearance;
import io.meshwright.runtime.identity.NodeIdentityCheck;
import io.meshwright.runtime.identity.TokenReviewer;
import io.meshwright.runtime.kube.InformerSource;
import io.meshwright.runtime.kube.InjectionConfigWatch;
import io.meshwright.runtime.kube.KubernetesSecretAccess;
import io.meshwright.runtime.kube.KubernetesStatuses;
import io.meshwright.runtime.kube.LeaseElection;
import io.meshwright.runtime.kube.RootDistribution;
import io.meshwright.runtime.metrics.IstioMeters;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.operatorapi.OperatorApi;
import io.meshwright.runtime.serving.Connection;
import io.meshwright.runtime.serving.SecureServer;
import io.meshwright.runtime.serving.ServingKeyManager;
import io.meshwright.runtime.status.StatusLeadership;
import io.meshwright.runtime.status.StatusReporter;
import io.meshwright.runtime.traffic.ProxyTraffic;
import io.meshwright.runtime.webhook.AdmissionMetrics;
import io.meshwright.runtime.webhook.WebhookServer;
import io.meshwright.runtime.webhook.inject.InjectionConfig;
import io.meshwright.runtime.webhook.inject.InjectionReview;
import io.meshwright.runtime.webhook.validate.DiscoveryCheck;
import io.meshwright.runtime.webhook.validate.ValidationReview;
import io.meshwright.runtime.xds.AggregatedDiscovery;
import io.meshwright.runtime.xds.MeshRoots;
import io.meshwright.runtime.xds.NodeGuard;
import io.meshwright.runtime.xds.StreamPeer;
import io.meshwright.runtime.xds.ToolAnswers;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.SpiffeId;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Wires what a runtime in a cluster has besides discovery: authority → serving identity → secure
 * server; token review → callers; sessions → operator's API; injection and validation → webhooks;
 * roots → every namespace; findings and acknowledgements → status of users' resources.
 */
public final class ClusterAssembly implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(ClusterAssembly.class);

  private final RuntimeConfig config;
  private final Vertx vertx;
  private final InstantSource clock;
  private final KubernetesClient client;
  private final AuthorityAssembly authority;
  private final CaMetrics metrics;
  private final InjectionConfigWatch injection;
  private final RootDistribution roots;
  private final StatusLeadership leadership = new StatusLeadership();
  private final InformerSource source;
  private final MeterRegistry meters;
  private final List<LeaseElection> elections;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("cluster-", 0).daemon().factory());
  private final ProxyTraffic traffic =
      new ProxyTraffic(Ports.PROXY_METRICS, ProxyTraffic::isOfPods);

  /** Renders for the operator; leases and certificates do not wait for it. */
  private final ExecutorService renderer =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("render-", 0).daemon().factory());

  private Optional<StatusReporter> statuses = Optional.empty();
  private Optional<SecureServer> grpc = Optional.empty();
  private Optional<WebhookServer> webhooks = Optional.empty();

  /**
   * Finds or makes the mesh's authority; blocks on the API server.
   *
   * @param source of the mesh's resources; the caller's to start and close
   * @param replica names this process in Leases, such as its pod's name
   * @throws ConfigException if the stored authority cannot be used
   */
  public ClusterAssembly(
      RuntimeConfig config,
      KubernetesClient client,
      InformerSource source,
      Vertx vertx,
      MeterRegistry meters,
      InstantSource clock,
      String replica)
      throws ConfigException {
    this.config = config;
    this.client = client;
    this.source = source;
    this.vertx = vertx;
    this.meters = meters;
    this.clock = clock;
    MeshSettings settings = config.settings();
    RevisionNames names = new RevisionNames(settings.revision());
    String namespace = settings.rootNamespace();
    this.authority =
        new AuthorityAssembly(config, client, names.servingNames(namespace), clock, executor);
    this.metrics = new CaMetrics(authority.authority(), meters);
    this.injection = new InjectionConfigWatch(client, names, namespace, config.trustBundle());
    this.roots =
        new RootDistribution(
            client, namespace, config.trustBundle(), authority::rootsPem, executor);
    this.elections =
        List.of(
            election(
                namespace,
                MeshNames.rootsLease(config.trustBundle()),
                replica,
                roots::lead,
                roots::follow),
            election(
                namespace,
                MeshNames.STATUS_LEASE,
                replica,
                () -> leadership.ofMesh(true),
                () -> leadership.ofMesh(false)),
            election(
                namespace,
                names.statusLease(),
                replica,
                () -> leadership.ofRevision(true),
                () -> leadership.ofRevision(false)));
  }

  private LeaseElection election(
      String namespace, String lease, String replica, Runnable onLeading, Runnable onFollowing) {
    return new LeaseElection(
        client, new LeaseLock(namespace, lease, replica), onLeading, onFollowing, executor);
  }

  /** Opens 15012 for discovery, certificates and the operator, and 15017 for webhooks. */
  public void start(RuntimeAssembly mesh, TokenReviewer reviewer) throws IOException {
    authority.identity().keepRenewed(executor);
    authority.start(
        () -> {
          roots.distribute();
          mesh.proxies().rootsChanged();
        });
    injection.start();
    mesh.publisher().subscribe(published -> select(published.model()));
    mesh.publisher().current().ifPresent(this::select);
    roots.start();
    statuses = Optional.of(report(mesh));
    elections.forEach(LeaseElection::start);
    grpc =
        Optional.of(
            SecureServer.start(
                new InetSocketAddress((InetAddress) null, config.ports().secureXds()),
                authority.identity(),
                services(mesh, reviewer)));
    AdmissionMetrics admissions = new AdmissionMetrics(new IstioMeters(meters), clock);
    webhooks =
        Optional.of(
            WebhookServer.start(
                vertx,
                config.ports().webhook(),
                new ServingKeyManager(authority.identity()),
                Map.of(
                    InjectionSelectors.PATH,
                    admissions.injections(new InjectionReview(() -> injectionConfig(mesh))),
                    ValidationReview.PATH,
                    admissions.validations(
                        new ValidationReview(new DiscoveryCheck(config.settings()))))));
  }

  /** Empty until everything that injection depends on was heard of. */
  private Optional<InjectionConfig> injectionConfig(RuntimeAssembly mesh) {
    return injection
        .current()
        .flatMap(
            config -> mesh.publisher().current().map(model -> config.with(model.proxyConfigs())));
  }

  private StatusReporter report(RuntimeAssembly mesh) {
    StatusReporter reporter =
        new StatusReporter(
            new KubernetesStatuses(client, source),
            leadership,
            mesh.proxies()::acknowledgements,
            meters,
            clock);
    leadership.onChange(reporter::news);
    source.onStatusChange(reporter::news);
    mesh.proxies().onChange(reporter::news);
    mesh.publisher().observe(reporter::configured);
    mesh.publisher()
        .current()
        .ifPresent(model -> reporter.configured(model, mesh.publisher().state()));
    return reporter;
  }

  private void select(MeshModel model) {
    roots.select(model.settings().meshConfig().discovery());
  }

  private List<SecureServer.Guarded> services(RuntimeAssembly mesh, TokenReviewer reviewer) {
    CachingSecretAccess secrets =
        new CachingSecretAccess(new KubernetesSecretAccess(client), clock);
    AuthenticationInterceptor workloads =
        AuthenticationInterceptor.ofWorkloads(
            config.settings().trustDomain(), reviewer, this::refused);
    List<SecureServer.Guarded> services = new ArrayList<>();
    services.add(new SecureServer.Guarded(discovery(mesh, secrets), workloads));
    services.add(
        new SecureServer.Guarded(
            new CertificateService(authority.authority(), metrics), workloads));
    config
        .operator()
        .ifPresent(
            operator ->
                services.add(
                    new SecureServer.Guarded(
                        operatorApi(mesh),
                        AuthenticationInterceptor.ofOperator(operator, reviewer, this::refused))));
    return services;
  }

  private AggregatedDiscovery discovery(RuntimeAssembly mesh, CachingSecretAccess secrets) {
    String root = config.settings().rootNamespace();
    return mesh.discovery(
        peers(
            secrets::permits,
            authority.roots(),
            caller -> mesh.questions().answers(Clearance.of(caller, root))));
  }

  private OperatorApi operatorApi(RuntimeAssembly mesh) {
    return new OperatorApi(
        config.settings().revision(),
        mesh.publisher()::current,
        mesh.proxies(),
        traffic::of,
        authority::trust,
        executor,
        renderer);
  }

  /**
   * The peer of the call of the moment: called in the context of each new stream.
   *
   * @param secrets whether a workload may have the Secrets of its namespace
   * @param roots of the mesh
   * @param tools what a caller is told that is no proxy
   */
  public static Supplier<StreamPeer> peers(
      Predicate<SpiffeId> secrets, MeshRoots roots, Function<Caller, ToolAnswers> tools) {
    return () -> {
      Caller caller = Caller.CONTEXT_KEY.get();
      Connection connection = Connection.CONTEXT_KEY.get();
      return new StreamPeer(
          caller == null ? ClusterAssembly::refuseUnknown : guard(caller),
          () -> caller != null && secrets.test(caller.id()),
          connection == null ? () -> {} : connection::hangUp,
          roots,
          caller == null ? ToolAnswers.NONE : tools.apply(caller));
    };
  }

  @Override
  public void close() {
    webhooks.ifPresent(WebhookServer::close);
    grpc.ifPresent(SecureServer::close);
    elections.forEach(LeaseElection::close);
    statuses.ifPresent(StatusReporter::close);
    roots.close();
    authority.close();
    injection.close();
    traffic.close();
    executor.shutdownNow();
    renderer.shutdownNow();
  }

  private static NodeGuard guard(Caller caller) {
    return (node, serviceAccount) ->
        NodeIdentityCheck.check(caller, node.toString(), node.namespace(), serviceAccount);
  }

  private static Optional<ConfigError> refuseUnknown(
      io.meshwright.xds.NodeId node, String serviceAccount) {
    return Optional.of(
        new ConfigError("Node " + node, "", "a caller without identity", "an authenticated one"));
  }

  private void refused(String reason) {
    metrics.unauthenticated();
    LOG.infof("Refused a call: %s", reason);
  }
}
