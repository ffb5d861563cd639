package io.meshwright.proxy.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Remembers for which chains roots have vouched, because checking a chain's signatures is a third
 * of what a mutual TLS handshake costs, and the answer stays the same until one of the certificates
 * ends. Whether the peer has the chain's key is for the TLS library to check, in each handshake.
 *
 * <p>Not for roots with lists of revoked certificates, as these end by themselves. From any thread.
 */
final class RememberingTrust extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager roots;
  private final InstantSource clock;

  /** Until when roots vouch for clients' and for servers' chains. */
  private final RecentChains<Vouched> clients = new RecentChains<>();

  private final RecentChains<Vouched> servers = new RecentChains<>();

  /** What a chain's key may be used for depends on the key exchange. */
  private record Vouched(String keyExchange, Instant until) {}

  /** Checks a chain by the roots. */
  private interface Check {
    void run() throws CertificateException;
  }

  RememberingTrust(X509ExtendedTrustManager roots, InstantSource clock) {
    this.roots = roots;
    this.clock = clock;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyExchange)
      throws CertificateException {
    check(clients, chain, keyExchange, () -> roots.checkClientTrusted(chain, keyExchange));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyExchange, Socket socket)
      throws CertificateException {
    check(clients, chain, keyExchange, () -> roots.checkClientTrusted(chain, keyExchange, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyExchange, SSLEngine engine)
      throws CertificateException {
    check(clients, chain, keyExchange, () -> roots.checkClientTrusted(chain, keyExchange, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyExchange)
      throws CertificateException {
    check(servers, chain, keyExchange, () -> roots.checkServerTrusted(chain, keyExchange));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyExchange, Socket socket)
      throws CertificateException {
    check(servers, chain, keyExchange, () -> roots.checkServerTrusted(chain, keyExchange, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyExchange, SSLEngine engine)
      throws CertificateException {
    check(servers, chain, keyExchange, () -> roots.checkServerTrusted(chain, keyExchange, engine));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return roots.getAcceptedIssuers();
  }

  private void check(
      RecentChains<Vouched> remembered, X509Certificate[] shown, String keyExchange, Check check)
      throws CertificateException {
    List<X509Certificate> chain = List.of(shown);
    Vouched vouched = remembered.get(chain);
    if (vouched != null
        && vouched.keyExchange().equals(keyExchange)
        && clock.instant().isBefore(vouched.until())) {
      return;
    }
    check.run();
    remembered.put(chain, new Vouched(keyExchange, end(shown)));
  }

  /** When the first of them ends. */
  private static Instant end(X509Certificate[] chain) {
    return Arrays.stream(chain)
        .map(X509Certificate::getNotAfter)
        .min(Comparator.naturalOrder())
        .map(Date::toInstant)
        .orElse(Instant.MIN);
  }
}
