package io.meshwright.e2e.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
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
    try {
      return new CertificateBuilder()
          .algorithm(CertificateBuilder.Algorithm.ecp256)
          .subject("CN=" + name)
          .addSanDnsName(name)
          .buildIssuedBy(root);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
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
