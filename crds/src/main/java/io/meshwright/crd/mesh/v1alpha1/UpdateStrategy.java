package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** How a change of the spec reaches the control plane. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record UpdateStrategy(
    @Default("RevisionBased")
        @JsonPropertyDescription(
            "RevisionBased: a change becomes a new revision beside the running one, which workloads"
                + " move to. InPlace: the one revision, named like the installation, is changed.")
        Type type,
    @Default("30")
        @Min(0) @Max(31_536_000) @JsonPropertyDescription(
            "Seconds for which a revision that is no longer active and that nothing refers to is"
                + " kept before it is removed.")
        Long inactiveRevisionDeletionGracePeriodSeconds,
    @Default("Report")
        @JsonPropertyDescription(
            "Before a new revision becomes active, what it would send to the connected proxies is"
                + " compared with what they get. Off: it is not. Report: differences are reported."
                + " Block: those that may change what becomes of traffic wait for the annotation"
                + " meshwright.io/accept-config-diff.")
        ConfigDiffPolicy configDiff) {

  private static final long DEFAULT_GRACE_SECONDS = 30;

  /** The ways to change a control plane. */
  public enum Type {
    RevisionBased,
    InPlace
  }

  public UpdateStrategy {
    type = type == null ? Type.RevisionBased : type;
    inactiveRevisionDeletionGracePeriodSeconds =
        inactiveRevisionDeletionGracePeriodSeconds == null
            ? DEFAULT_GRACE_SECONDS
            : Math.max(0, inactiveRevisionDeletionGracePeriodSeconds);
    configDiff = configDiff == null ? ConfigDiffPolicy.Report : configDiff;
  }

  static UpdateStrategy defaults() {
    return new UpdateStrategy(Type.RevisionBased, DEFAULT_GRACE_SECONDS, ConfigDiffPolicy.Report);
  }
}
