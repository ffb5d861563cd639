package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** A revision that the spec asks for, and that is not followed because a wave proved it worse. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RolledBack(
    @JsonPropertyDescription("The revision that is not followed.") String revision,
    @JsonPropertyDescription("Hash of its configuration, as in status.history.")
        String configuration,
    @JsonPropertyDescription("The revision that is followed instead.") String to,
    @JsonPropertyDescription("Since when (RFC 3339).") String time,
    @JsonPropertyDescription("What was worse, in a sentence.") String reason) {}
