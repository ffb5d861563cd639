package io.meshwright.runtime.serving;

import io.meshwright.runtime.ca.KeyAndChain;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Gives TLS servers the certificate that is current at each handshake. The alias names the
 * certificate by its serial, so that a handshake during a renewal gets key and chain of one pair.
 */
public final class ServingKeyManager extends X509ExtendedKeyManager {

  private final ServingIdentity identity;

  public ServingKeyManager(ServingIdentity identity) {
    this.identity = identity;
  }

  @Override
  public String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return currentAlias();
  }

  @Override
  public String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return currentAlias();
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {currentAlias()};
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return identity
        .bySerial(alias)
        .map(pair -> pair.chain().toArray(X509Certificate[]::new))
        .orElse(null);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return identity.bySerial(alias).map(KeyAndChain::key).orElse(null);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  private String currentAlias() {
    return identity.current().leaf().getSerialNumber().toString();
  }
}
