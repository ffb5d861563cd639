package io.meshwright.runtime.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequestBuilder;
import io.meshwright.runtime.metrics.IstioMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

final class AdmissionMetricsTest {

  private static final AdmissionRequest REQUEST =
      new AdmissionRequestBuilder()
          .withUid("1")
          .withNewResource("networking.istio.io", "virtualservices", "v1")
          .build();

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AdmissionMetrics metrics =
      new AdmissionMetrics(new IstioMeters(registry), InstantSource.system());

  @Test
  void injectionIsCountedByWhatBecameOfThePod() {
    metrics
        .injections(
            request -> {
              var patched = Admissions.allow(request);
              patched.setPatch("W10=");
              return patched;
            })
        .review(REQUEST);
    metrics.injections(Admissions::allow).review(REQUEST);
    metrics.injections(request -> Admissions.deny(request, "no")).review(REQUEST);

    assertThat(value("sidecar_injection_requests_total")).isEqualTo(3);
    assertThat(value("sidecar_injection_success_total")).isEqualTo(1);
    assertThat(value("sidecar_injection_skip_total")).isEqualTo(1);
    assertThat(value("sidecar_injection_failure_total")).isEqualTo(1);
  }

  @Test
  void validationIsCountedByKind() {
    metrics.validations(Admissions::allow).review(REQUEST);
    metrics.validations(request -> Admissions.deny(request, "no")).review(REQUEST);

    assertThat(
            registry
                .get("galley_validation_failed")
                .tags("group", "networking.istio.io", "resource", "virtualservices")
                .gauge()
                .value())
        .isEqualTo(1);
    assertThat(value("galley_validation_passed")).isEqualTo(1);
  }

  private double value(String name) {
    return registry.get(name).gauge().value();
  }
}
