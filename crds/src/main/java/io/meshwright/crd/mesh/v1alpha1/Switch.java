package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** One change of the revision that an installation asks for, and what became of it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Switch(
    @JsonPropertyDescription("The revision that was asked for.") String revision,
    @JsonPropertyDescription("Its version.") String version,
    @JsonPropertyDescription(
            "Hash of version, meshConfig, injection and images: tells changes of one revision"
                + " apart that is updated in place.")
        String configuration,
    @JsonPropertyDescription("When it was asked for (RFC 3339, UTC, seconds).") String time,
    @JsonPropertyDescription("When the result was reached; absent while in progress.")
        @Nullable String completionTime,
    @JsonPropertyDescription(
            "Installed: the first one. VersionChanged, ConfigurationChanged, StrategyChanged: what"
                + " of the spec changed. RolledBack: to what was asked for before, by the user or"
                + " because the last one was Degraded. Retried: what was Degraded is asked for"
                + " again.")
        Cause cause,
    @JsonPropertyDescription(
            "InProgress: not active yet. Blocked: preflight or the comparison of"
                + " configuration found an obstacle. Succeeded: it became"
                + " active. Degraded: it became active, and a wave found it worse. Superseded: another"
                + " one was asked for before that.")
        Result result,
    @JsonPropertyDescription(
            "What became of the workloads, if the operator restarted them; as in"
                + " status.dataPlane.")
        @Nullable MovedWorkloads workloads,
    @JsonPropertyDescription("What was worse, if the result is Degraded.")
        @Nullable Degradation degradation) {

  /**
   * Workloads that followed a switch.
   *
   * @param completionTime null until they all did
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record MovedWorkloads(
      @JsonPropertyDescription("The phase that was reached.") DataPlaneStatus.Phase phase,
      @JsonPropertyDescription("How many were up to date.") int current,
      @JsonPropertyDescription("How many there were.") int total,
      @JsonPropertyDescription("When all were up to date (RFC 3339); absent before.")
          @Nullable String completionTime) {}

  /** Why a revision was asked for. */
  public enum Cause {
    Installed,
    VersionChanged,
    ConfigurationChanged,
    StrategyChanged,
    RolledBack,
    Retried
  }

  /** What became of it. */
  public enum Result {
    InProgress,
    Blocked,
    Succeeded,
    Degraded,
    Superseded;

    /** Whether nothing can follow. */
    public boolean isFinal() {
      return this == Succeeded || this == Degraded || this == Superseded;
    }
  }

  /** This switch with the result it has at {@code now}. */
  public Switch with(Result reached, String now) {
    return reached == result
        ? this
        : new Switch(
            revision,
            version,
            configuration,
            time,
            reached.isFinal() ? now : null,
            cause,
            reached,
            workloads,
            degradation);
  }

  /** This switch with what a wave of it made worse. */
  public Switch with(Degradation worse, String now) {
    return new Switch(
        revision, version, configuration, time, now, cause, Result.Degraded, workloads, worse);
  }

  /** This switch with what became of the workloads. */
  public Switch with(MovedWorkloads moved) {
    return moved.equals(workloads)
        ? this
        : new Switch(
            revision,
            version,
            configuration,
            time,
            completionTime,
            cause,
            result,
            moved,
            degradation);
  }
}
