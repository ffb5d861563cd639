package io.meshwright.operator.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.crd.naming.Ports;
import io.meshwright.operator.config.OperatorConfig;
import io.meshwright.operator.metrics.MeshGauges;
import io.meshwright.operator.metrics.MetricsServer;
import io.meshwright.operator.metrics.ReconciliationMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quarkus.runtime.Shutdown;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Wiring of the metrics: what is counted where, and who may see it. */
@Singleton
public class Monitoring {

  private final KubernetesClient client;
  private final OperatorConfig config;
  private final Leadership leadership;
  private final PrometheusMeterRegistry registry;
  private final MeshGauges gauges;
  private @Nullable MetricsServer server;

  public Monitoring(
      KubernetesClient client,
      OperatorConfig config,
      Leadership leadership,
      Controllers controllers,
      PrometheusMeterRegistry registry) {
    this.client = client;
    this.config = config;
    this.leadership = leadership;
    this.registry = registry;
    this.gauges = new MeshGauges(controllers.cluster(), registry);
  }

  /** Where the registry and the SDK's counts come from. */
  @Singleton
  static final class Sources {

    /** Not the extension's own: that one would be served to everybody. */
    @Produces
    @Singleton
    PrometheusMeterRegistry registry() {
      return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    @Produces
    @Singleton
    Metrics metrics(PrometheusMeterRegistry registry) {
      return new ReconciliationMetrics(registry);
    }
  }

  @Startup
  void start() throws IOException {
    String service = OperatorNames.METRICS_SERVICE + "." + config.namespace() + ".svc";
    MetricsServer started =
        MetricsServer.start(
            new InetSocketAddress(Ports.OPERATOR_METRICS),
            List.of(service, service + ".cluster.local"),
            InstantSource.system(),
            new KubernetesGatekeeper(client),
            this::page);
    server = started;
    Gauge.builder("meshwright.operator.leader", leadership, it -> it.isLeading() ? 1 : 0)
        .description("1 for the replica that writes.")
        .register(registry);
    TimeGauge.builder(
            "meshwright.operator.certificate.expiry.timestamp",
            started,
            TimeUnit.SECONDS,
            it -> it.certificateExpiry().getEpochSecond())
        .description("When the certificate in front of these metrics ends; it is renewed before.")
        .register(registry);
  }

  private String page() {
    gauges.refresh(leadership.isLeading());
    return registry.scrape();
  }

  @Shutdown
  void stop() {
    if (server != null) {
      server.close();
    }
  }
}
