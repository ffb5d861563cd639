package io.meshwright.e2e.tls;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A test's own certificate authority, and TLS with what it issues. */
public final class Authority {

  private final X509Bundle root;

  private Authority(X509Bundle root) {
    this.root = root;
  }

  /** A new one. */
  public static Authority create() {
    try {
      return new Authority(
          new CertificateBuilder()
              .algorithm(CertificateBuilder.Algorithm.ecp256)
              .subject("CN=authority")
              .setIsCertificateAuthority(true)
              .buildSelfSigned());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A certificate for a host or client of this DNS name. */
  public X509Bundle issue(String name) {
    return issue(name, CertificateBuilder.Algorithm.ecp256);
  }

  /** The same with a key of some kind. */
  public X509Bundle issue(String name, CertificateBuilder.Algorithm key) {
    try {
      return new CertificateBuilder()
          .algorithm(key)
          .subject("CN=" + name)
          .addSanDnsName(name)
          .buildIssuedBy(root);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The list of certificates that are taken back, in PEM. */
  public String revoke(X509Bundle certificate) {
    try {
      Instant now = Instant.now();
      X509CRLHolder list =
          new JcaX509v2CRLBuilder(root.getCertificate(), Date.from(now))
              .setNextUpdate(Date.from(now.plus(Duration.ofDays(1))))
              .addCRLEntry(certificate.getCertificate().getSerialNumber(), Date.from(now), 0)
              .build(
                  new JcaContentSignerBuilder("SHA256withECDSA")
                      .build(root.getKeyPair().getPrivate()));
      return "-----BEGIN X509 CRL-----\n"
          + Base64.getMimeEncoder().encodeToString(list.getEncoded())
          + "\n-----END X509 CRL-----\n";
    } catch (OperatorCreationException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A Secret with a certificate, and with a list of those that clients may no longer show. */
  public String secret(String namespace, String name, X509Bundle certificate, String revoked) {
    return secret(namespace, name, certificate) + "  ca.crl: |\n" + revoked.indent(4);
  }

  /** A Secret with a certificate, as {@code kubectl create secret tls} makes it, and the root. */
  public String secret(String namespace, String name, X509Bundle certificate) {
    return """
    apiVersion: v1
    kind: Secret
    metadata: {namespace: %s, name: %s}
    type: kubernetes.io/tls
    stringData:
      tls.crt: |
    %s
      tls.key: |
    %s
      ca.crt: |
    %s
    """
        .formatted(
            namespace,
            name,
            certificate.getCertificatePathPEM().indent(4),
            certificate.getPrivateKeyPEM().indent(4),
            root.getCertificatePEM().indent(4));
  }

  /**
   * A client's handshake on a connection: its server must have a certificate of this authority.
   *
   * @param own what the client shows; null: nothing
   */
  public SSLSocket handshake(Socket connection, String serverName, @Nullable X509Bundle own)
      throws IOException {
    SSLSocket socket =
        (SSLSocket) context(own).getSocketFactory().createSocket(connection, serverName, 443, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(serverName)));
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /** A server's side of a connection. */
  public SSLSocket accept(Socket connection, X509Bundle own) throws IOException {
    return (SSLSocket) context(own).getSocketFactory().createSocket(connection, null, true);
  }

  /**
   * A handshake of a client that can check signatures by certain schemes only; it trusts anybody,
   * as the signature of this authority may not be among them.
   *
   * @param schemes by the JDK's names
   */
  public static SSLSocket handshakeWith(Socket connection, String serverName, String... schemes)
      throws IOException {
    SSLContext context;
    try {
      context = SSLContext.getInstance("TLS");
      context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(connection, serverName, 443, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(serverName)));
    parameters.setSignatureSchemes(schemes);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private SSLContext context(@Nullable X509Bundle own) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          own == null ? new KeyManager[0] : own.toKeyManagerFactory().getKeyManagers(),
          new TrustManager[] {root.toTrustManager()},
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
