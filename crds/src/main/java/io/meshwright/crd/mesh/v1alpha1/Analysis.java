package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Objects;

/** By what a wave of restarted workloads is judged before the next one begins. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Analysis(
    @Default(DEFAULT_WINDOW)
        @Size(min = 1, max = 20) @Pattern(DataPlane.DURATION) @JsonPropertyDescription(
            "How long the workloads of a wave are watched once all of them are ready, and how long"
                + " before its first restart they are compared with.")
        String window,
    @Default(DEFAULT_STEP)
        @Size(min = 1, max = 20) @Pattern(DataPlane.DURATION) @JsonPropertyDescription(
            "How long after the wave is ready nothing is counted: what has just started is slow for"
                + " a while.")
        String warmUp,
    @Default(DEFAULT_STEP)
        @Size(min = 1, max = 20) @Pattern(DataPlane.DURATION) @JsonPropertyDescription("How often is looked within the window.")
        String interval,
    @Default("2")
        @Min(1) @Max(10) @JsonPropertyDescription(
            "How many looks in a row must find a wave degraded before it is said to be.")
        Integer failureLimit,
    @Default("1000")
        @Min(LEAST_SAMPLES) @JsonPropertyDescription(
            "Requests that there must be on each side of a comparison. Workloads with fewer are"
                + " judged together; a wave with too few is not judged, and pauses.")
        Long minSamples,
    @Default("true")
        @JsonPropertyDescription(
            "Whether the mesh goes back to the revision before when a wave is degraded. If not, the"
                + " waves stop.")
        Boolean rollback,
    @Size(max = 8) @JsonPropertyDescription(
            "What is compared. If left out: the success rate, and the latency of the percentiles 50"
                + " and 95, with their defaults.")
        List<AnalysisMetric> metrics,
    @Default("{\"mesh\": {}}") @JsonPropertyDescription("Where requests are counted.")
        AnalysisSource source) {

  /** The least that {@link #minSamples} may be. */
  public static final long LEAST_SAMPLES = 1_000;

  private static final String DEFAULT_WINDOW = "5m";
  private static final String DEFAULT_STEP = "30s";
  private static final int DEFAULT_FAILURE_LIMIT = 2;

  public Analysis {
    window = Objects.requireNonNullElse(window, DEFAULT_WINDOW);
    warmUp = Objects.requireNonNullElse(warmUp, DEFAULT_STEP);
    interval = Objects.requireNonNullElse(interval, DEFAULT_STEP);
    failureLimit = Objects.requireNonNullElse(failureLimit, DEFAULT_FAILURE_LIMIT);
    minSamples = Objects.requireNonNullElse(minSamples, LEAST_SAMPLES);
    rollback = rollback == null || rollback;
    metrics = metrics == null ? List.of() : List.copyOf(metrics);
    source = source == null ? AnalysisSource.ofMesh() : source;
  }

  /** What an empty object means. */
  public static Analysis defaults() {
    return new Analysis(
        DEFAULT_WINDOW,
        DEFAULT_STEP,
        DEFAULT_STEP,
        DEFAULT_FAILURE_LIMIT,
        LEAST_SAMPLES,
        true,
        List.of(),
        AnalysisSource.ofMesh());
  }
}
