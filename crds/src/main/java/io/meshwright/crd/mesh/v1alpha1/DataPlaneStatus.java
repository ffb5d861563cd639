package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the workloads of a mesh are on their way to the active revision. With the workloads
 * themselves it is all that the operator remembers of it.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DataPlaneStatus(
    @JsonPropertyDescription(
            "The active revision and its version that this is about; a new one begins with the"
                + " first wave.")
        @Nullable String target,
    @JsonPropertyDescription(
            "Pending: workloads are outdated, and none was restarted. Rolling: workloads of the wave"
                + " are restarted. Paused: the wave is done, and the next one not begun."
                + " Analyzing: the wave is done and is being judged."
                + " WaitingForWindow: no maintenance window is open. Done: no workload is left to"
                + " restart. Failed: a workload was not ready in time; nothing is restarted any"
                + " more. Degraded: the wave made something worse; nothing is restarted any more."
                + " Aborted: a user stopped it.")
        Phase phase,
    @JsonPropertyDescription("What is awaited, in a sentence.") @Nullable String message,
    @JsonPropertyDescription("The wave under way.") @Nullable String wave,
    @JsonPropertyDescription("When the wave's first workload was restarted (RFC 3339).")
        @Nullable String waveStarted,
    @JsonPropertyDescription("Since when the wave is being judged (RFC 3339).")
        @Nullable String analysisStarted,
    @JsonPropertyDescription("When the last look of the analysis was (RFC 3339).")
        @Nullable String lastLook,
    @JsonPropertyDescription("How many looks in a row found the wave degraded.")
        @Nullable Integer failedLooks,
    @JsonPropertyDescription("Why the wave could not be judged.") @Nullable String inconclusive,
    @JsonPropertyDescription("What the wave made worse, as the last look found.")
        @Nullable Degradation degradation,
    @JsonPropertyDescription("Since when the pause after the wave lasts (RFC 3339).")
        @Nullable String pausedSince,
    @JsonPropertyDescription("When a user last let a stopped wave go on (RFC 3339).")
        @Nullable String resumed,
    @JsonPropertyDescription(
            "When the next maintenance window opens (RFC 3339); absent while one is.")
        @Nullable String nextWindow,
    @JsonPropertyDescription("Waves that a user skipped.") List<String> skipped,
    @JsonPropertyDescription(
            "The annotation meshwright.io/data-plane that was obeyed and is being removed.")
        @Nullable String command,
    @JsonPropertyDescription("Workloads with proxies.") @Nullable WorkloadCounts workloads,
    @JsonPropertyDescription("The waves, in their order.") List<WaveStatus> waves,
    @JsonPropertyDescription(
            "What failed, cannot be restarted by the operator or not as the spec asks, the failed ones"
                + " first; at most 10 entries.")
        List<WorkloadProblem> problems) {

  /** How many entries {@link #problems} has at most. */
  public static final int MAX_PROBLEMS = 10;

  /** Where a data plane is. */
  public enum Phase {
    Pending,
    Rolling,
    Analyzing,
    Paused,
    WaitingForWindow,
    Done,
    Failed,
    Degraded,
    Aborted
  }

  public DataPlaneStatus {
    skipped = skipped == null ? List.of() : List.copyOf(skipped);
    waves = waves == null ? List.of() : List.copyOf(waves);
    problems = problems == null ? List.of() : List.copyOf(problems);
  }

  /** Workloads of one wave that the operator can restart. */
  public record WaveStatus(
      @JsonPropertyDescription("The wave's name.") String name,
      @JsonPropertyDescription("How many belong to it.") int total,
      @JsonPropertyDescription("How many of them are up to date.") int current) {}

  /** A workload that is not as it should be. */
  public record WorkloadProblem(
      @JsonPropertyDescription("Kind, namespace and name.") String workload,
      @JsonPropertyDescription(
              "DeadlineExceeded: it was not ready in time. RestartRefused: the API server refused"
                  + " the restart. NotReady: it was not ready before. Unmanaged: only its owner can"
                  + " restart it. RolledOut: its sidecars could not be upgraded in place, so its pods"
                  + " are being replaced. InvalidAnnotation: when or how its sidecars are to be upgraded stands at it"
                  + " or its namespace in a way that cannot be, so it is left alone.")
          Reason reason,
      @JsonPropertyDescription("The cause in a sentence.") String message) {

    /** Why it is named. */
    public enum Reason {
      DeadlineExceeded,
      RestartRefused,
      NotReady,
      Unmanaged,
      RolledOut,
      InvalidAnnotation
    }
  }
}
