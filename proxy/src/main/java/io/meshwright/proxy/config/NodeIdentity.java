package io.meshwright.proxy.config;

import io.meshwright.xds.NodeId;
import io.meshwright.xds.SpiffeId;

/**
 * Who this proxy is to the control plane.
 *
 * @param serviceCluster {@code app.namespace}, Envoy's {@code --service-cluster}
 * @param metadata with the keys of {@link io.meshwright.xds.NodeMetadata}
 * @param workload the identity that certificates are requested for
 * @param version of this build
 */
public record NodeIdentity(
    NodeId id,
    String serviceCluster,
    MetadataValue.Fields metadata,
    SpiffeId workload,
    String version) {}
