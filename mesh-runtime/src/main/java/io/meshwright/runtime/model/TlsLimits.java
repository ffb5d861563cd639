package io.meshwright.runtime.model;

import io.meshwright.runtime.model.gateway.GatewayTls;
import java.util.List;

/**
 * Limits of TLS.
 *
 * @param minimum the oldest version
 * @param cipherSuites of TLS 1.2, by OpenSSL's names; empty for the proxy's own choice
 * @param curves of the key agreement, by OpenSSL's names; empty for the proxy's own choice
 */
public record TlsLimits(
    GatewayTls.Version minimum, List<String> cipherSuites, List<String> curves) {

  /** Nothing is said. */
  public static final TlsLimits DEFAULT =
      new TlsLimits(GatewayTls.Version.TLS_1_2, List.of(), List.of());

  public TlsLimits {
    cipherSuites = List.copyOf(cipherSuites);
    curves = List.copyOf(curves);
  }
}
