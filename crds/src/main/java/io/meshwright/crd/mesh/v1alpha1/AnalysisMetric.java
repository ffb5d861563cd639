package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One thing that is compared before and after a wave. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "has(self.successRate) != has(self.latency)",
    message = "a metric is exactly one of successRate and latency")
public record AnalysisMetric(
    @JsonPropertyDescription("The share of requests that did not fail.")
        @Nullable SuccessRate successRate,
    @JsonPropertyDescription("How long requests take.") @Nullable Latency latency) {

  /** Decimal numbers are strings: an API server keeps no floating point values apart. */
  private static final String DECIMAL = "^[0-9]{1,3}(\\.[0-9]{1,3})?$";

  /** How much less may succeed. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record SuccessRate(
      @Default(DEFAULT_DECREASE)
          @Size(min = 1, max = 7) @Pattern(DECIMAL) @JsonPropertyDescription("By how many percentage points the rate may fall, such as 0.5.")
          String maxDecrease) {

    private static final String DEFAULT_DECREASE = "1";

    public SuccessRate {
      maxDecrease = Objects.requireNonNullElse(maxDecrease, DEFAULT_DECREASE);
    }

    /** What an empty object means. */
    public static SuccessRate defaults() {
      return new SuccessRate(DEFAULT_DECREASE);
    }
  }

  /** How much slower requests may be. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Latency(
      @Default("95")
          @Min(1) @Max(99) @JsonPropertyDescription("The percentage of requests that were as fast before.")
          Integer percentile,
      @Default(DEFAULT_RATIO)
          @Size(min = 1, max = 7) @Pattern(DECIMAL) @JsonPropertyDescription("How many times as long they may take, such as 1.5; at least 1.")
          String maxRatio,
      @Default("10")
          @Min(0) @Max(600_000) @JsonPropertyDescription("Milliseconds by which they may be slower whatever the ratio.")
          Integer minIncreaseMilliseconds) {

    private static final int DEFAULT_PERCENTILE = 95;
    private static final String DEFAULT_RATIO = "1.5";
    private static final int DEFAULT_INCREASE = 10;

    public Latency {
      percentile = Objects.requireNonNullElse(percentile, DEFAULT_PERCENTILE);
      maxRatio = Objects.requireNonNullElse(maxRatio, DEFAULT_RATIO);
      minIncreaseMilliseconds =
          Objects.requireNonNullElse(minIncreaseMilliseconds, DEFAULT_INCREASE);
    }

    /** What an empty object means. */
    public static Latency defaults() {
      return of(DEFAULT_PERCENTILE);
    }

    /** The same of another percentile. */
    public static Latency of(int percentile) {
      return new Latency(percentile, DEFAULT_RATIO, DEFAULT_INCREASE);
    }
  }
}
