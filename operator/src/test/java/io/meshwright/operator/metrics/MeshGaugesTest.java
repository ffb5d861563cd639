package io.meshwright.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.operator.MeshUnderTest;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MeshGaugesTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private final MeshUnderTest mesh = new MeshUnderTest();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MeshGauges gauges = new MeshGauges(mesh.cluster, registry);

  private void installed() throws Exception {
    ServingCertificate root = ServingCertificate.issue(List.of("root"), NOW);
    String pem =
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(root.certificate().getEncoded())
            + "\n-----END CERTIFICATE-----\n";
    mesh.installation("default", "{}");
    mesh.settle();
    mesh.cluster.runtimeStarts("istio-system", pem);
    mesh.settle();
  }

  @Test
  void showWhatTheLeaderSees() throws Exception {
    installed();
    gauges.refresh(true);
    String revision = mesh.installation("default").getStatus().activeRevision();

    assertThat(registry.scrape())
        .containsPattern(
            "meshwright_revision_active\\{revision=\"" + revision + "\",version=\"[^\"]+\"} 1\\.0")
        .contains(
            "meshwright_condition{kind=\"MeshInstallation\",name=\"default\",status=\"True\",type=\"Ready\"} 1.0")
        .contains(
            "meshwright_condition{kind=\"MeshInstallation\",name=\"default\",status=\"False\",type=\"Ready\"} 0.0")
        .containsPattern(
            "meshwright_root_certificate_expiry_timestamp_seconds\\{namespace=\"istio-system\",serial=\"[0-9a-f]+\"} 1\\.77");
  }

  @Test
  void aStandbyShowsNone() throws Exception {
    installed();
    gauges.refresh(true);
    gauges.refresh(false);

    assertThat(registry.scrape()).doesNotContain("meshwright_condition{", "meshwright_revision");
  }

  @Test
  void aRootThatIsNoneIsLeftOut() {
    mesh.installation("default", "{}");
    mesh.cluster.runtimeStarts("istio-system", "nonsense");
    gauges.refresh(true);

    assertThat(registry.scrape()).doesNotContain("meshwright_root_certificate_expiry{");
  }
}
