package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Workloads with proxies, each counted once beside the total. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record WorkloadCounts(
    @JsonPropertyDescription("All of them.") int total,
    @JsonPropertyDescription("Their proxies are what they would get if they were made now.")
        int current,
    @JsonPropertyDescription("Outdated, and not restarted yet.") int outdated,
    @JsonPropertyDescription("Restarted, and not ready yet.") int rolling,
    @JsonPropertyDescription("Restarted, and not ready in time.") int failed,
    @JsonPropertyDescription(
            "Outdated, and opted out by the annotation meshwright.io/proxy-update.")
        int optedOut,
    @JsonPropertyDescription(
            "Outdated, and not to be restarted by the operator: bare pods, Jobs, and what has another"
                + " owner or an update strategy of its own.")
        int unmanaged) {}
