package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.meshwright.crd.condition.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator reports about a mesh. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record MeshInstallationStatus(
    @JsonPropertyDescription("The metadata.generation that this status was computed from.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("The version that the active revision runs.") @Nullable String version,
    @JsonPropertyDescription("What spec.version and spec.channel came to.")
        @Nullable ResolvedVersion resolvedVersion,
    @JsonPropertyDescription("What the profile contributed to the effective values.")
        @Nullable AppliedProfile profile,
    @JsonPropertyDescription("The revision that the spec asks for.")
        @Nullable String desiredRevision,
    @JsonPropertyDescription(
            "The revision that floating tags, injection and the alias Service follow. It moves to"
                + " the desired revision only when that one is ready and has passed preflight.")
        @Nullable String activeRevision,
    @JsonPropertyDescription("How many revisions there are; absent while they could not be listed.")
        @Nullable RevisionCounts revisions,
    @JsonPropertyDescription("Connected proxies.") @Nullable Proxies proxies,
    @JsonPropertyDescription("The gateways of the spec.") List<GatewayStatus> gateways,
    @JsonPropertyDescription("How workloads come to the active revision.")
        @Nullable DataPlaneStatus dataPlane,
    @JsonPropertyDescription("Who signs for the workloads, and whom they trust.")
        @Nullable TrustStatus trust,
    @JsonPropertyDescription("Proxies that do not follow their configuration, and what was done.")
        @Nullable HealingStatus healing,
    @JsonPropertyDescription(
            "How the newest change of revision changes what proxies get; absent if nothing was"
                + " compared.")
        @Nullable ConfigDiffStatus configDiff,
    @JsonPropertyDescription("The last 10 revisions that were asked for, newest first.")
        List<Switch> history,
    @JsonPropertyDescription(
            "The revision that the spec asks for, if it was rolled back; until the spec asks for"
                + " another one, or the annotation meshwright.io/data-plane says resume.")
        @Nullable RolledBack rolledBack,
    @JsonPropertyDescription("Observations, one per type.") List<Condition> conditions) {

  /** How many entries {@link #history} has at most. */
  public static final int MAX_HISTORY = 10;

  public MeshInstallationStatus {
    gateways = gateways == null ? List.of() : List.copyOf(gateways);
    history = history == null ? List.of() : List.copyOf(history);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** The same with other conditions. */
  public MeshInstallationStatus with(List<Condition> others) {
    return new MeshInstallationStatus(
        observedGeneration,
        version,
        resolvedVersion,
        profile,
        desiredRevision,
        activeRevision,
        revisions,
        proxies,
        gateways,
        dataPlane,
        trust,
        healing,
        configDiff,
        history,
        rolledBack,
        others);
  }

  /** Before the operator has looked. */
  public static MeshInstallationStatus unknown() {
    return new MeshInstallationStatus(
        null, null, null, null, null, null, null, null, List.of(), null, null, null, null,
        List.of(), null, List.of());
  }
}
