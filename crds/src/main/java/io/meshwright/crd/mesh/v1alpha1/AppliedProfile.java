package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What a profile contributed to the effective values. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AppliedProfile(
    @JsonPropertyDescription("Name of the profile.") String name,
    @JsonPropertyDescription(
            "Fields of the MeshRevision's spec whose value comes from the profile, because the"
                + " installation's spec does not set them.")
        List<String> fields) {

  public AppliedProfile {
    fields = fields == null ? List.of() : List.copyOf(fields);
  }
}
