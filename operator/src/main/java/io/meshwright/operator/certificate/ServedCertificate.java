package io.meshwright.operator.certificate;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Gives a TLS server the certificate that is current at each handshake. The alias is its serial, so
 * that a handshake during a renewal gets key and chain of one pair. Thread-safe.
 */
public final class ServedCertificate extends X509ExtendedKeyManager {

  private volatile @Nullable ServingKey current;
  private volatile @Nullable ServingKey previous;

  /** Serves this one from the next handshake on. */
  public synchronized void set(ServingKey next) {
    ServingKey before = current;
    if (before == null || !before.leaf().equals(next.leaf())) {
      previous = before;
      current = next;
    }
  }

  /** What is served, if there is something yet. */
  public @Nullable ServingKey current() {
    return current;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias();
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias();
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = alias();
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    ServingKey named = named(alias);
    return named == null ? null : named.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    ServingKey named = named(alias);
    return named == null ? null : named.key();
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

  private @Nullable String alias() {
    ServingKey key = current;
    return key == null ? null : serial(key);
  }

  private @Nullable ServingKey named(String alias) {
    ServingKey now = current;
    if (now != null && serial(now).equals(alias)) {
      return now;
    }
    ServingKey before = previous;
    return before != null && serial(before).equals(alias) ? before : null;
  }

  private static String serial(ServingKey key) {
    return key.leaf().getSerialNumber().toString();
  }
}
