package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How many revisions an installation has. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RevisionCounts(
    @JsonPropertyDescription("All revisions of the installation.") int total,
    @JsonPropertyDescription("Those whose control plane is ready.") int ready,
    @JsonPropertyDescription("Those that namespaces, pods or tags refer to.") int inUse) {}
