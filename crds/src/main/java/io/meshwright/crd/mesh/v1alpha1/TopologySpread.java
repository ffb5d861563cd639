package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.meshwright.crd.naming.Labels;
import java.util.List;

/** How evenly replicas are spread over one kind of place. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record TopologySpread(
    @Required
        @Size(min = 1, max = 317) @JsonPropertyDescription(
            "Label of nodes whose values are the places, e.g. topology.kubernetes.io/zone.")
        String topologyKey,
    @Default("1") @Min(1) @JsonPropertyDescription("By how many replicas two places may differ.")
        Integer maxSkew,
    @Default("ScheduleAnyway")
        @JsonPropertyDescription(
            "ScheduleAnyway: a preference. DoNotSchedule: a replica that would break it waits.")
        WhenUnsatisfiable whenUnsatisfiable) {

  private static final int DEFAULT_MAX_SKEW = 1;

  /** Over zones, and over nodes, as far as it can be done. */
  public static final List<TopologySpread> DEFAULT =
      List.of(
          new TopologySpread(Labels.ZONE, DEFAULT_MAX_SKEW, WhenUnsatisfiable.ScheduleAnyway),
          new TopologySpread(Labels.HOSTNAME, DEFAULT_MAX_SKEW, WhenUnsatisfiable.ScheduleAnyway));

  /** What the scheduler does with a replica that cannot be spread. */
  public enum WhenUnsatisfiable {
    ScheduleAnyway,
    DoNotSchedule
  }

  public TopologySpread {
    maxSkew = maxSkew == null ? DEFAULT_MAX_SKEW : maxSkew;
    whenUnsatisfiable =
        whenUnsatisfiable == null ? WhenUnsatisfiable.ScheduleAnyway : whenUnsatisfiable;
  }
}
