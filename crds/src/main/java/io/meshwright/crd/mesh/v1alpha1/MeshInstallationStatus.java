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
    @JsonPropertyDescription("The version of the active revision.") @Nullable String version,
    @JsonPropertyDescription("The revision that the spec asks for.")
        @Nullable String desiredRevision,
    @JsonPropertyDescription(
            "The revision that floating tags, injection and the alias Service follow. It moves to"
                + " the desired revision only when that one is ready.")
        @Nullable String activeRevision,
    @JsonPropertyDescription("How many revisions there are.") @Nullable RevisionCounts revisions,
    @JsonPropertyDescription("Observations, one per type.") List<Condition> conditions) {

  public MeshInstallationStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** The same with other conditions. */
  public MeshInstallationStatus with(List<Condition> others) {
    return new MeshInstallationStatus(
        observedGeneration, version, desiredRevision, activeRevision, revisions, others);
  }

  /** Before the operator has looked. */
  public static MeshInstallationStatus unknown() {
    return new MeshInstallationStatus(null, null, null, null, null, List.of());
  }
}
