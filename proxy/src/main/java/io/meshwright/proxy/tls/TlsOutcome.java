package io.meshwright.proxy.tls;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** How a handshake ended. */
public sealed interface TlsOutcome {
  /**
   * The peer is accepted.
   *
   * @param peer absent if it showed no certificate and none was required
   * @param own the certificate that was shown to the peer; absent if none was
   * @param alpn the protocol agreed on; empty if none
   */
  record Established(@Nullable PeerIdentity peer, @Nullable X509Certificate own, String alpn)
      implements TlsOutcome {}

  /** The connection must be closed. */
  record Refused(String reason) implements TlsOutcome {}
}
