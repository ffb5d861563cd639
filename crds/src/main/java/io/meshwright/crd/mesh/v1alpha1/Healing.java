package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/**
 * What the operator does about proxies that do not follow their configuration, and about replicas
 * of the control plane that fail them. The control plane itself pushes again, always.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Healing(
    @Default("false")
        @JsonPropertyDescription(
            "Whether pods are evicted whose proxy does not follow though it was pushed again. Needs"
                + " the ClusterRole meshwright-operator-healing. Never more than their"
                + " PodDisruptionBudgets allow.")
        Boolean evictPods,
    @Default(DEFAULT_EVICT_AFTER)
        @Size(min = 1, max = 20) @Pattern(DataPlane.DURATION) @JsonPropertyDescription(
            "How long a proxy has not followed before its pod is evicted; at least 1m.")
        String evictAfter,
    @Default("5")
        @Min(1) @Max(MAX_PER_HOUR) @JsonPropertyDescription("Pods with proxies that may be evicted within an hour.")
        Integer maxEvictionsPerHour,
    @Default("1")
        @Min(1) @Max(10) @JsonPropertyDescription(
            "Evictions that may be under way at once. One is until its pod has ended, and for at"
                + " least two minutes.")
        Integer maxConcurrent,
    @Default("false")
        @JsonPropertyDescription(
            "Whether the pod of a workload may be evicted, too, that has no other one, or none that is"
                + " ready.")
        Boolean evictSingleReplicas,
    @Default("20")
        @Min(1) @Max(100) @JsonPropertyDescription(
            "Percentage of proxies that may be in trouble before the configuration, or the control"
                + " plane, is suspected instead, and no pod is evicted.")
        Integer suspectAbovePercent,
    @Default("true")
        @JsonPropertyDescription(
            "Whether a replica of the control plane is replaced that does not answer, is not ready or"
                + " leaves most of its proxies behind, while another one serves well. Needs the"
                + " ClusterRole meshwright-operator-healing.")
        Boolean replaceReplicas,
    @Default(DEFAULT_REPLACE_AFTER)
        @Size(min = 1, max = 20) @Pattern(DataPlane.DURATION) @JsonPropertyDescription(
            "How long a replica has failed before it is replaced, and the shortest time between two"
                + " replacements; at least 1m.")
        String replaceAfter) {

  /** The most that {@link #maxEvictionsPerHour} may be. */
  static final int MAX_PER_HOUR = 20;

  static final String DEFAULT_EVICT_AFTER = "10m";
  static final String DEFAULT_REPLACE_AFTER = "5m";
  private static final int DEFAULT_PER_HOUR = 5;
  private static final int DEFAULT_SUSPECT = 20;

  public Healing {
    evictPods = evictPods != null && evictPods;
    evictAfter = evictAfter == null ? DEFAULT_EVICT_AFTER : evictAfter;
    maxEvictionsPerHour = maxEvictionsPerHour == null ? DEFAULT_PER_HOUR : maxEvictionsPerHour;
    maxConcurrent = maxConcurrent == null ? 1 : maxConcurrent;
    evictSingleReplicas = evictSingleReplicas != null && evictSingleReplicas;
    suspectAbovePercent = suspectAbovePercent == null ? DEFAULT_SUSPECT : suspectAbovePercent;
    replaceReplicas = replaceReplicas == null || replaceReplicas;
    replaceAfter = replaceAfter == null ? DEFAULT_REPLACE_AFTER : replaceAfter;
  }

  static Healing defaults() {
    return new Healing(
        false,
        DEFAULT_EVICT_AFTER,
        DEFAULT_PER_HOUR,
        1,
        false,
        DEFAULT_SUSPECT,
        true,
        DEFAULT_REPLACE_AFTER);
  }
}
