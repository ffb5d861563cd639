package io.meshwright.operator.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.meshwright.crd.naming.Ports;
import io.meshwright.operator.certificate.ServedCertificate;
import io.meshwright.operator.certificate.ServingKey;
import io.meshwright.operator.metrics.MeshGauges;
import io.meshwright.operator.metrics.MetricsServer;
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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Wiring of the metrics: what is counted where, and who may see it. */
@Singleton
public class Monitoring {

  private final KubernetesClient client;
  private final Leadership leadership;
  private final Controllers controllers;
  private final ServedCertificate certificate;
  private final PrometheusMeterRegistry registry;
  private final MeshGauges gauges;
  private @Nullable MetricsServer server;

  public Monitoring(
      KubernetesClient client,
      Leadership leadership,
      Controllers controllers,
      Admission admission,
      PrometheusMeterRegistry registry) {
    this.client = client;
    this.leadership = leadership;
    this.controllers = controllers;
    this.certificate = admission.served();
    this.registry = registry;
    this.gauges =
        new MeshGauges(
            controllers.cluster(), controllers.sessions(), controllers.preflight(), registry);
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
    server =
        MetricsServer.start(
            new InetSocketAddress(Ports.OPERATOR_METRICS),
            certificate,
            new KubernetesGatekeeper(client),
            this::page);
    Gauge.builder("meshwright.operator.leader", leadership, it -> it.isLeading() ? 1 : 0)
        .description("1 for the replica that writes.")
        .register(registry);
    TimeGauge.builder(
            "meshwright.operator.certificate.expiry.timestamp",
            certificate,
            TimeUnit.SECONDS,
            Monitoring::expiry)
        .description("When the certificate of webhook and metrics ends; it is renewed before.")
        .register(registry);
  }

  private static double expiry(ServedCertificate certificate) {
    ServingKey key = certificate.current();
    return key == null ? Double.NaN : key.leaf().getNotAfter().toInstant().getEpochSecond();
  }

  private String page() {
    gauges.refresh(leadership.isLeading() && controllers.watches().isStarted());
    return registry.scrape();
  }

  @Shutdown
  void stop() {
    if (server != null) {
      server.close();
    }
  }
}
