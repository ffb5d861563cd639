package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What a wave made worse; the worst if it was several things. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Degradation(
    @JsonPropertyDescription("The wave.") String wave,
    @JsonPropertyDescription(
            "The workload, or how many of them that have too few requests to be judged alone, and"
                + " whether it is about requests that were received or sent.")
        String workload,
    @JsonPropertyDescription("The metric that was compared.") String metric,
    @JsonPropertyDescription("Its value before the wave, and of how many requests.") String before,
    @JsonPropertyDescription("Its value after the wave, and of how many requests.") String after,
    @JsonPropertyDescription("How much worse it surely is, and how much was allowed.")
        String difference) {

  /** All of it in a sentence. */
  public String words() {
    return "wave %s, %s: %s was %s, is %s: %s"
        .formatted(wave, workload, metric, before, after, difference);
  }
}
