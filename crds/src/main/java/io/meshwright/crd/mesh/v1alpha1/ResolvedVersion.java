package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/**
 * What a version was asked for, and what it came to. Remembered, so that a newer operator does not
 * move a mesh whose spec names no version.
 *
 * @param requested {@code spec.version}, empty if left out
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ResolvedVersion(
    @JsonPropertyDescription("spec.version when it was resolved; empty if left out.")
        String requested,
    @JsonPropertyDescription("spec.channel when it was resolved.") Channel channel,
    @JsonPropertyDescription("The exact version.") String version) {}
