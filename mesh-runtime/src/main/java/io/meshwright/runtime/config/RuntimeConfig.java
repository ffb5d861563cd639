package io.meshwright.runtime.config;

import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.xds.TrustDomain;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How one runtime process runs. {@link RuntimeFlags} names the flags and environment variables and
 * their defaults.
 *
 * @param configDir the directory to read resources from; empty: from the cluster
 * @param plaintextXds where to serve xDS without TLS and authentication; empty: nowhere
 * @param secureXdsPort xDS and certificates over TLS; 0 picks a free port, as for the others
 * @param debounce the quiet time that ends a burst of changes
 */
public record RuntimeConfig(
    Optional<Path> configDir,
    Optional<InetSocketAddress> plaintextXds,
    int secureXdsPort,
    int monitoringPort,
    int webhookPort,
    int healthPort,
    String cluster,
    String network,
    TrustDomain trustDomain,
    String revision,
    String rootNamespace,
    String dnsDomain,
    Duration debounce) {

  /** What the mesh is like before any mesh configuration is read. */
  public MeshSettings meshSettings() {
    return new MeshSettings(
        revision,
        cluster,
        network,
        trustDomain,
        rootNamespace,
        dnsDomain,
        MeshSettings.MeshConfig.DEFAULT);
  }
}
