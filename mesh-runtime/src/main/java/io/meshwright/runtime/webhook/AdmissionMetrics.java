package io.meshwright.runtime.webhook;

import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.meshwright.runtime.metrics.IstioMeters;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Counts what became of admission requests, by the names of Istio's dashboards. */
public final class AdmissionMetrics {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(1)
  };

  private final IstioMeters meters;
  private final InstantSource clock;

  public AdmissionMetrics(IstioMeters meters, InstantSource clock) {
    this.meters = meters;
    this.clock = clock;
  }

  /** Counts injections; what is let pass without a patch was skipped. */
  public AdmissionHandler injections(AdmissionHandler handler) {
    Timer times =
        meters.durations(
            "sidecar_injection_time_seconds", "How long a pod takes.", Tags.empty(), BUCKETS);
    return request -> {
      Instant begin = clock.instant();
      injection("requests", "Pods that were asked about.");
      AdmissionResponse response = handler.review(request);
      if (!Boolean.TRUE.equals(response.getAllowed())) {
        injection("failure", "Pods that were refused.");
      } else if (response.getPatch() == null) {
        injection("skip", "Pods that were left as they are.");
      } else {
        injection("success", "Pods that got a proxy.");
      }
      times.record(Duration.between(begin, clock.instant()));
      return response;
    };
  }

  /** Counts validations by kind. */
  public AdmissionHandler validations(AdmissionHandler handler) {
    return request -> {
      AdmissionResponse response = handler.review(request);
      boolean passed = Boolean.TRUE.equals(response.getAllowed());
      meters
          .count(
              passed ? "galley_validation_passed" : "galley_validation_failed",
              passed ? "Resources that were accepted." : "Resources that were refused.",
              kind(request))
          .increment();
      return response;
    };
  }

  private void injection(String result, String description) {
    meters.count("sidecar_injection_" + result + "_total", description, Tags.empty()).increment();
  }

  private static Tags kind(AdmissionRequest request) {
    var resource = request.getResource();
    return resource == null
        ? Tags.of("group", "", "version", "", "resource", "")
        : Tags.of(
            "group", resource.getGroup(),
            "version", resource.getVersion(),
            "resource", resource.getResource());
  }
}
