package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** What a tag points at. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record MeshRevisionTagSpec(
    @Required
        @JsonPropertyDescription(
            "A MeshInstallation, whose active revision the tag follows, or a MeshRevision, on which"
                + " it is pinned.")
        TargetRef targetRef) {

  /** The object that a tag points at. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record TargetRef(
      @Required @JsonPropertyDescription("MeshInstallation or MeshRevision.") Kind kind,
      @Required @JsonPropertyDescription("Name of the object.") String name) {

    /** The kinds that a tag can point at. */
    public enum Kind {
      MeshInstallation,
      MeshRevision
    }
  }
}
