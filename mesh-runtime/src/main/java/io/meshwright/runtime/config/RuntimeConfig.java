package io.meshwright.runtime.config;

import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.xds.SpiffeId;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How one runtime process runs. {@link RuntimeOptions} has the names and defaults.
 *
 * @param configDir the directory to read resources from; empty: from the cluster
 * @param plaintextXds where to serve xDS without TLS and authentication; empty: nowhere
 * @param settings the mesh before any mesh configuration is read
 * @param trustBundle name of the ConfigMap with the mesh's roots in each namespace
 * @param operator who may call the operator's API; empty: it is not served
 * @param debounce the shortest time between two publications
 */
public record RuntimeConfig(
    Optional<Path> configDir,
    Optional<InetSocketAddress> plaintextXds,
    ListenPorts ports,
    MeshSettings settings,
    String trustBundle,
    Optional<SpiffeId> operator,
    Duration debounce) {

  /** The ports of the process; 0 picks a free one. */
  public record ListenPorts(int secureXds, int monitoring, int webhook, int health) {}
}
