package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Proxies of one namespace that are connected to one revision. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record NamespaceProxies(
    @JsonPropertyDescription("The revision that the proxies are connected to.") String revision,
    @JsonPropertyDescription("Namespace of their workloads.") String namespace,
    @JsonPropertyDescription("Proxies that are connected.") long total,
    @JsonPropertyDescription("Those that a restart of their workload would change.")
        long outdated) {}
