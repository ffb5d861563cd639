package io.meshwright.proxy.admin;

import java.time.Instant;

/**
 * What the pages say about the process itself.
 *
 * @param nodeId as the control plane knows it
 * @param serviceCluster Envoy's {@code --service-cluster}
 */
public record ProxyInfo(String nodeId, String serviceCluster, String version, Instant started) {}
