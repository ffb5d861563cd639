package io.meshwright.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.certificate.CertificateMaker;
import io.meshwright.operator.certificate.OwnMaterial;
import io.meshwright.operator.certificate.Pem;
import io.meshwright.operator.certificate.Renewal;
import io.meshwright.operator.preflight.FakeSurveyor;
import io.meshwright.operator.preflight.Survey;
import io.meshwright.operator.sessions.ProxyCounts;
import io.meshwright.operator.sessions.SessionCounts;
import io.meshwright.xds.XdsType;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MeshGaugesTest {

  private final MeshUnderTest mesh = new MeshUnderTest();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MeshGauges gauges =
      new MeshGauges(mesh.cluster, mesh::sessionsOf, mesh.preflight, registry);

  private void installed() {
    OwnMaterial material =
        new Renewal(new CertificateMaker(new SecureRandom()), List.of("any"))
            .next(null, Instant.parse("2026-01-01T12:00:00Z"))
            .orElseThrow();
    mesh.installation("default", "{}");
    mesh.settle();
    mesh.cluster.runtimeStarts("istio-system", Pem.of(material.roots()));
    mesh.settle();
  }

  @Test
  void showWhatTheLeaderSees() {
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
            "meshwright_root_certificate_expiry_timestamp_seconds\\{namespace=\"istio-system\",serial=\"[0-9a-f]+\"} 2\\.08");
  }

  @Test
  void connectedProxiesAreCountedByNamespace() {
    installed();
    String revision = mesh.active();
    gauges.refresh(true);
    assertThat(registry.scrape()).doesNotContain("meshwright_proxies{");

    mesh.sessions.put(revision, new SessionCounts(true, Map.of("shop", new ProxyCounts(5, 2))));
    gauges.refresh(true);

    assertThat(registry.scrape())
        .contains("meshwright_proxies{namespace=\"shop\",revision=\"" + revision + "\"} 5")
        .contains(
            "meshwright_proxies_outdated{namespace=\"shop\",revision=\"" + revision + "\"} 2");
  }

  @Test
  void findingsOfPreflightAreCounted() {
    Survey healthy = FakeSurveyor.healthy();
    mesh.surveyor.survey =
        new Survey(
            "1.1",
            healthy.webhooks(),
            healthy.crds(),
            healthy.foreignRoots(),
            healthy.rules(),
            healthy.configuration());
    mesh.installation("default", "{}");
    mesh.settle();
    gauges.refresh(true);

    assertThat(registry.scrape())
        .containsPattern(
            "meshwright_preflight_findings\\{code=\"ClusterTooOld\",revision=\"[^\"]+\",severity=\"blocking\"} 1");
  }

  @Test
  void differencesOfTheNewestRevisionAreCounted() {
    installed();
    mesh.runtimes.connect("shop", "cart", 4);
    mesh.runtimes.renders(mesh.active(), "cart", XdsType.CLUSTER, "one", "{}");
    mesh.installation("default", "{meshConfig: {connectTimeout: 1s}}");
    mesh.rollOut();
    gauges.refresh(true);

    assertThat(registry.scrape())
        .contains("meshwright_config_differences{impact=\"Behavioural\",name=\"default\"} 1")
        .contains("meshwright_config_differences{impact=\"Harmless\",name=\"default\"} 0");
  }

  @Test
  void aStandbyShowsNone() {
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
