package io.meshwright.proxy.tls;

import io.meshwright.proxy.snapshot.TransportSocket.TlsParameters;

/**
 * What a client's hello says about the certificates that it can check.
 *
 * @param newest whether it speaks TLS 1.3
 * @param ecdsaSignatures whether it accepts signatures of P-256 keys
 * @param ecdsaSuites whether it offers a suite of TLS 1.2 with ECDSA
 */
public record ClientOffer(boolean newest, boolean ecdsaSignatures, boolean ecdsaSuites) {

  /** Of a client whose hello was not looked at. */
  public static final ClientOffer UNKNOWN = new ClientOffer(false, false, false);

  /** Whether a server with these parameters may show it a certificate with an EC key. */
  boolean takesEcdsa(TlsParameters server) {
    boolean agreeOnNewest = newest && server.maximum() == TlsParameters.Version.TLS1_3;
    return ecdsaSignatures && (agreeOnNewest || ecdsaSuites);
  }
}
