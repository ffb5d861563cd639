package io.meshwright.operator.metrics;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Gives each handshake a {@link ServingCertificate} with more than half of its life left. The alias
 * is the serial, so that a handshake during a renewal gets key and certificate of one pair.
 * Thread-safe.
 */
final class RenewingKeyManager extends X509ExtendedKeyManager {

  private final List<String> names;
  private final InstantSource clock;
  private ServingCertificate current;
  private Map<String, ServingCertificate> known;

  RenewingKeyManager(List<String> names, InstantSource clock) {
    this.names = List.copyOf(names);
    this.clock = clock;
    this.current = ServingCertificate.issue(names, clock.instant());
    this.known = Map.of(alias(current), current);
  }

  /** When the certificate in use ends. */
  synchronized Instant expiry() {
    return current.certificate().getNotAfter().toInstant();
  }

  private synchronized String alias() {
    Instant now = clock.instant();
    if (current.isDue(now)) {
      ServingCertificate next = ServingCertificate.issue(names, now);
      known = Map.of(alias(current), current, alias(next), next);
      current = next;
    }
    return alias(current);
  }

  private synchronized @Nullable ServingCertificate find(String alias) {
    return known.get(alias);
  }

  private static String alias(ServingCertificate certificate) {
    return certificate.certificate().getSerialNumber().toString();
  }

  @Override
  public String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias();
  }

  @Override
  public String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias();
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {alias()};
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    ServingCertificate found = find(alias);
    return found == null ? null : new X509Certificate[] {found.certificate()};
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    ServingCertificate found = find(alias);
    return found == null ? null : found.key();
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
}
