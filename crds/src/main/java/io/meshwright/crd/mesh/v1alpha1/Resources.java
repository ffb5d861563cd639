package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;

/** Requests and limits of a container, keyed by resource name. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Resources(
    @JsonPropertyDescription("What is reserved, e.g. cpu: 100m, memory: 256Mi.")
        Map<String, String> requests,
    @JsonPropertyDescription("What cannot be exceeded.") Map<String, String> limits) {

  public Resources {
    requests = requests == null ? Map.of() : Map.copyOf(requests);
    limits = limits == null ? Map.of() : Map.copyOf(limits);
  }

  /** Nothing said: the version's own values hold. */
  public static Resources none() {
    return new Resources(Map.of(), Map.of());
  }

  /** These values, and {@code fallback} for each map that is empty. */
  public Resources orElse(Resources fallback) {
    return new Resources(
        requests.isEmpty() ? fallback.requests : requests,
        limits.isEmpty() ? fallback.limits : limits);
  }
}
