package io.meshwright.proxy.listener;

import io.meshwright.proxy.snapshot.Listener;
import io.meshwright.proxy.tls.PeerIdentity;
import io.meshwright.proxy.upstream.connect.Carried;
import io.meshwright.proxy.upstream.connect.KeptSource;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What is known about an accepted connection once its filter chain was chosen and its handshake is
 * done.
 *
 * @param listener the listener whose chain serves it, which is not the one that accepted it if the
 *     connection was handed over
 * @param serverName SNI, lower case; empty if none
 * @param protocol agreed on by ALPN, else as the first bytes tell; empty if neither was looked at
 * @param tls whether this proxy ends TLS
 * @param peer who the client proved to be; absent without a certificate
 * @param own the certificate that the client was shown; absent without TLS
 * @param keptSource where connections for it come from instead of this proxy; absent: from here
 * @param draining tells whether the configuration that serves the connection was replaced
 */
public record DownstreamConnection(
    String listener,
    Listener.TrafficDirection direction,
    OriginalDestination destination,
    ClientAddress client,
    String serverName,
    String protocol,
    boolean tls,
    @Nullable PeerIdentity peer,
    @Nullable X509Certificate own,
    @Nullable KeptSource keptSource,
    DrainFlag draining) {

  /** What an upstream may be told of it. */
  public Carried carried() {
    return new Carried(client.address(), destination.address(), keptSource);
  }

  /** Raised once, when a filter chain is replaced or removed; read by any thread. */
  public static final class DrainFlag {
    private volatile boolean raised;

    /** Asks connections to end when they are idle. */
    public void raise() {
      raised = true;
    }

    /** Whether connections should end when they are idle. */
    public boolean raised() {
      return raised;
    }
  }
}
