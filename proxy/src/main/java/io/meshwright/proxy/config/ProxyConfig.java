package io.meshwright.proxy.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * All settings of the process, read once at start.
 *
 * @param discovery where xDS is served
 * @param certificateAuthority where certificates are issued
 * @param authentication how the proxy says who it is to both
 * @param identitySocket where an issuer on this machine may serve the workload's certificate; if it
 *     exists, the certificate authority is not asked
 * @param concurrency number of event loops of the data path; 0 is one per processor
 * @param stateDirectory the pod's memory volume, which outlives the process: hooks of the pod leave
 *     word here, and the process leaves what the next one starts from; may not exist
 * @param application what is served in its place
 * @param dns null if the application's name servers answer it themselves
 */
public record ProxyConfig(
    NodeIdentity node,
    Server discovery,
    Server certificateAuthority,
    Authentication authentication,
    Path identitySocket,
    int concurrency,
    Draining draining,
    Path stateDirectory,
    Ports ports,
    Application application,
    Logging logging,
    @Nullable Dns dns) {

  /** A host name and port. */
  public record Server(String host, int port) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /** How the proxy says who it is. */
  public sealed interface Authentication {

    /** Plaintext, no identity and no certificates: for tests of processes. */
    record None() implements Authentication {}

    /**
     * TLS verified by the roots in a file, and a token; both files are replaced while it runs.
     *
     * @param certificateLife how long a certificate is asked for; the issuer may grant less
     */
    record Token(Path tokenFile, Path rootFile, Duration certificateLife)
        implements Authentication {}
  }

  /**
   * How long connections may last on after they should end.
   *
   * @param listener when a listener changes or goes
   * @param termination when the process is asked to end
   */
  public record Draining(Duration listener, Duration termination) {}

  /**
   * The proxy's own ports; those of listeners come by xDS.
   *
   * @param admin on the loopback address
   * @param readiness on all addresses
   * @param status metrics, merged
   * @param metrics of the proxy alone
   */
  public record Ports(int admin, int readiness, int status, int metrics) {}

  /**
   * How the application's DNS queries are answered.
   *
   * @param port on the loopback addresses, UDP and TCP
   * @param resolverFile names the servers that are asked for what the mesh does not know
   */
  public record Dns(int port, Path resolverFile) {}
}
