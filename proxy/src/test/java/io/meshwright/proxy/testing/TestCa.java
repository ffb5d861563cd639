package io.meshwright.proxy.testing;

import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.proxy.snapshot.StringMatcher;
import io.meshwright.proxy.snapshot.TransportSocket.Certificate;
import io.meshwright.proxy.snapshot.TransportSocket.ClientTls;
import io.meshwright.proxy.snapshot.TransportSocket.Conditions;
import io.meshwright.proxy.snapshot.TransportSocket.ServerTls;
import io.meshwright.proxy.snapshot.TransportSocket.SubjectAltName;
import io.meshwright.proxy.snapshot.TransportSocket.TlsContext;
import io.meshwright.proxy.snapshot.TransportSocket.TlsParameters;
import io.meshwright.proxy.snapshot.TransportSocket.TrustedRoots;
import io.meshwright.proxy.snapshot.TransportSocket.Validation;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Issues certificates with SPIFFE ids, and the TLS configuration of the mesh around them. */
public final class TestCa {
  private static final List<String> MESH_ALPN = List.of("istio", "http/1.1");

  private final X509Bundle root;

  public TestCa() {
    try {
      root =
          new CertificateBuilder()
              .algorithm(CertificateBuilder.Algorithm.ecp256)
              .subject("CN=root")
              .setIsCertificateAuthority(true)
              .buildSelfSigned();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** An identity with one URI name. */
  public Secret.Identity identity(String uri) {
    return identity(uri, root.getCertificate().getNotAfter().toInstant());
  }

  /** An identity with one URI name, and its end. */
  public Secret.Identity identity(String uri, Instant notAfter) {
    try {
      X509Bundle leaf =
          new CertificateBuilder()
              .algorithm(CertificateBuilder.Algorithm.ecp256)
              .subject("CN=leaf")
              .addSanUriName(uri)
              .notAfter(notAfter)
              .buildIssuedBy(root);
      return new Secret.Identity(List.of(leaf.getCertificate()), leaf.getKeyPair().getPrivate());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A peer of the JDK that shows an identity with one URI name, and trusts those of this CA. */
  public SSLContext peerContext(String uri) throws Exception {
    Secret.Identity identity = identity(uri);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "server", identity.key(), new char[0], identity.chain().toArray(new X509Certificate[0]));
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, new char[0]);
    keys.setCertificateEntry("root", root.getCertificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  public Secret.Roots roots() {
    return new Secret.Roots(List.of(root.getCertificate()));
  }

  /** This root and another one. */
  public Secret.Roots rootsWith(TestCa other) {
    return new Secret.Roots(List.of(root.getCertificate(), other.root.getCertificate()));
  }

  public static ServerTls server(String certificate, String roots, String uriPrefix) {
    return server(MESH_ALPN, certificate, roots, uriPrefix);
  }

  public static ServerTls server(
      List<String> alpn, String certificate, String roots, String uriPrefix) {
    return new ServerTls(
        context(alpn, certificate, roots, new StringMatcher.Prefix(uriPrefix, false)), true);
  }

  public static ClientTls client(String certificate, String roots, String serverUri) {
    return client(MESH_ALPN, certificate, roots, serverUri);
  }

  public static ClientTls client(
      List<String> alpn, String certificate, String roots, String serverUri) {
    return new ClientTls(
        context(alpn, certificate, roots, new StringMatcher.Exact(serverUri, false)),
        "outbound_.80_._.b.ns.svc.cluster.local");
  }

  /** That speaks one version of TLS only. */
  public static ClientTls client(
      TlsParameters.Version version, String certificate, String roots, String serverUri) {
    ClientTls any = client(certificate, roots, serverUri);
    TlsContext context = any.context();
    return new ClientTls(
        new TlsContext(
            new TlsParameters(version, version, List.of(), List.of()),
            context.certificates(),
            context.validation(),
            context.alpn()),
        any.serverName());
  }

  private static TlsContext context(
      List<String> alpn, String certificate, String roots, StringMatcher... accepted) {
    return new TlsContext(
        new TlsParameters(
            TlsParameters.Version.TLS1_2, TlsParameters.Version.TLS1_3, List.of(), List.of()),
        List.of(new Certificate.Named(certificate)),
        new Validation.Roots(
            new TrustedRoots.Named(roots),
            new Conditions(
                Arrays.stream(accepted)
                    .map(matcher -> new SubjectAltName(SubjectAltName.Kind.URI, matcher))
                    .toList(),
                Set.of())),
        alpn);
  }
}
