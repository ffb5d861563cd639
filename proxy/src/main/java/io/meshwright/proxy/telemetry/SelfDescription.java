package io.meshwright.proxy.telemetry;

/**
 * Who this proxy's workload is.
 *
 * @param nodeId the id of the xDS node
 * @param serviceCluster the name of its service as the node tells it; may be empty
 * @param peerMetadata what peers are told, as Istio encodes it: base64 of a protobuf Struct
 */
public record SelfDescription(
    WorkloadMetadata workload, String nodeId, String serviceCluster, String peerMetadata) {}
