package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How workloads come to the proxy that they would get if they were made now. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DataPlane(
    @Default("Manual")
        @JsonPropertyDescription(
            "Manual: outdated workloads are counted, and users restart them. Automatic: the operator"
                + " restarts them, wave by wave.")
        Mode mode,
    @JsonPropertyDescription(
            "The order in which workloads are restarted. A workload belongs to the first wave that"
                + " names it by selectors alone; waves with a percentage share what none of these"
                + " names; what is left comes last, as a wave called rest.")
        List<DataPlaneWave> waves,
    @JsonPropertyDescription(
            "Workloads of a wave that may roll at once, for waves that do not say themselves: a"
                + " number, or a percentage of the wave such as 25%, rounded down, but at least 1."
                + " 1, if left out.")
        @Nullable IntOrString maxUnavailable,
    @Default(DEFAULT_DEADLINE)
        @Size(min = 1, max = 20) @Pattern(DataPlane.DURATION) @JsonPropertyDescription(
            "How long a restarted workload may take to be ready with its new proxies, such as 90s or"
                + " 1h30m. One that takes longer stops the wave.")
        String progressDeadline,
    @JsonPropertyDescription(
            "When workloads may be restarted: while any of these is open. At any time, if there is"
                + " none.")
        List<MaintenanceWindow> windows,
    @Default("Rollout")
        @JsonPropertyDescription(
            "How the operator brings new proxies to a workload. Rollout: its pods are replaced."
                + " InPlace (alpha): its pods stay, and only their sidecars are replaced, one pod at a"
                + " time; workloads for which that cannot be are rolled out. InPlace needs Kubernetes"
                + " 1.32 and the ClusterRole meshwright-operator-in-place.")
        SidecarUpgrade sidecarUpgrade) {

  /** The wave of the workloads that no other one names. */
  public static final String LAST_WAVE = "rest";

  /** Hours, minutes and seconds in this order, as in {@code 1h30m}. */
  static final String DURATION = "^([0-9]{1,5}h)?([0-9]{1,5}m)?([0-9]{1,5}s)?$";

  /** What a number of workloads may be that is no number. */
  public static final String PERCENTAGE = "^([1-9][0-9]?|100)%$";

  static final String DEFAULT_DEADLINE = "10m";

  /** Who restarts workloads. */
  public enum Mode {
    Manual,
    Automatic
  }

  /** How a pod comes to another proxy. */
  public enum SidecarUpgrade {
    Rollout,
    InPlace
  }

  public DataPlane {
    mode = mode == null ? Mode.Manual : mode;
    waves = waves == null ? List.of() : List.copyOf(waves);
    progressDeadline = progressDeadline == null ? DEFAULT_DEADLINE : progressDeadline;
    windows = windows == null ? List.of() : List.copyOf(windows);
    sidecarUpgrade = sidecarUpgrade == null ? SidecarUpgrade.Rollout : sidecarUpgrade;
  }

  static DataPlane defaults() {
    return new DataPlane(
        Mode.Manual, List.of(), null, DEFAULT_DEADLINE, List.of(), SidecarUpgrade.Rollout);
  }
}
