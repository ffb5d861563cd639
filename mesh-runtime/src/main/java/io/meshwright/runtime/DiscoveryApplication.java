package io.meshwright.runtime;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.runtime.admin.AdminPages;
import io.meshwright.runtime.config.RuntimeConfig;
import io.meshwright.runtime.debug.Replica;
import io.meshwright.runtime.discovery.ConfigSource;
import io.meshwright.runtime.files.DirectorySource;
import io.meshwright.runtime.identity.CachingTokenReviewer;
import io.meshwright.runtime.identity.TokenReviewer;
import io.meshwright.runtime.identity.ToolGate;
import io.meshwright.runtime.kube.InformerSource;
import io.meshwright.runtime.kube.KubernetesTokenReviewer;
import io.meshwright.runtime.metrics.IstioMeters;
import io.meshwright.xds.ConfigException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** The command {@code discovery}, inside the shell that Quarkus provides. */
public final class DiscoveryApplication implements QuarkusApplication {

  private static final Logger LOG = Logger.getLogger(DiscoveryApplication.class);

  private final MeterRegistry meters;
  private final Router router;
  private final Vertx vertx;
  private final KubernetesClient client;
  private final ManagementPort management;

  DiscoveryApplication(
      MeterRegistry meters,
      Router router,
      Vertx vertx,
      KubernetesClient client,
      ManagementPort management) {
    this.meters = meters;
    this.router = router;
    this.vertx = vertx;
    this.client = client;
    this.management = management;
  }

  @Override
  public int run(String... args) throws Exception {
    RuntimeConfig config = Main.discovery(List.of(args), System.getenv());
    IstioMeters.keepNames(meters);
    ConfigSource source = source(config);
    // one memory of tokens for all who ask: proxies, the operator and tools
    TokenReviewer reviewer =
        new CachingTokenReviewer(new KubernetesTokenReviewer(client), InstantSource.system());
    Replica replica =
        new Replica(
            System.getenv().getOrDefault("POD_NAME", UUID.randomUUID().toString()),
            MeshVersion.NEWEST,
            config.settings().revision());
    try (RuntimeAssembly assembly =
        new RuntimeAssembly(config, source, replica, meters, InstantSource.system())) {
      mount(assembly, config, reviewer);
      assembly.start();
      Optional<ClusterAssembly> cluster = Optional.empty();
      if (source instanceof InformerSource informers) {
        cluster = Optional.of(cluster(config, informers, replica));
        cluster.get().start(assembly, reviewer);
      }
      assembly.plaintextPort().ifPresent(port -> LOG.infof("Serving xDS in plaintext on %d", port));
      Quarkus.waitForExit();
      cluster.ifPresent(ClusterAssembly::close);
    }
    return 0;
  }

  private void mount(RuntimeAssembly assembly, RuntimeConfig config, TokenReviewer reviewer) {
    AdminPages pages =
        new AdminPages(
            () -> assembly.publisher().current().isPresent(),
            MeshVersion.NEWEST,
            assembly.pages(),
            config.configDir().isPresent()
                ? ToolGate.CLOSED
                : ToolGate.byToken(
                    config.settings().trustDomain(), reviewer, config.settings().rootNamespace()));
    pages.mount(router);
    management.router().ifPresent(pages::mount);
  }

  private ClusterAssembly cluster(RuntimeConfig config, InformerSource source, Replica replica)
      throws ConfigException {
    return new ClusterAssembly(
        config, client, source, vertx, meters, InstantSource.system(), replica.id());
  }

  private ConfigSource source(RuntimeConfig config) throws IOException {
    return config.configDir().isPresent()
        ? new DirectorySource(config.configDir().get())
        : new InformerSource(
            client,
            config.settings().rootNamespace(),
            new RevisionNames(config.settings().revision()).meshConfigMap());
  }
}
