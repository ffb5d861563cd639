package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshwright.proxy.snapshot.FilterChain;
import io.meshwright.proxy.snapshot.FilterChainMatch;
import io.meshwright.proxy.snapshot.ListenerFilter;
import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.proxy.snapshot.TransportSocket.Certificate;
import io.meshwright.proxy.snapshot.TransportSocket.Conditions;
import io.meshwright.proxy.snapshot.TransportSocket.Hash;
import io.meshwright.proxy.snapshot.TransportSocket.ServerTls;
import io.meshwright.proxy.snapshot.TransportSocket.TlsContext;
import io.meshwright.proxy.snapshot.TransportSocket.TlsParameters;
import io.meshwright.proxy.snapshot.TransportSocket.TrustedRoots;
import io.meshwright.proxy.snapshot.TransportSocket.Validation;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.RevocationServer;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server shows to clients, and what it wants of their certificates. */
final class ServerCertificatesTest {
  private static final String LISTENER = "web";
  private static final TlsParameters ANY =
      new TlsParameters(
          TlsParameters.Version.TLS1_2, TlsParameters.Version.TLS1_3, List.of(), List.of());

  private final X509Bundle root =
      issue(new CertificateBuilder().ecp256().subject("CN=root").setIsCertificateAuthority(true));

  private static X509Bundle issue(CertificateBuilder builder) {
    try {
      return builder.buildSelfSigned();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Bundle leaf(CertificateBuilder.Algorithm algorithm) throws Exception {
    return new CertificateBuilder()
        .algorithm(algorithm)
        .subject("CN=leaf")
        .addSanDnsName("a.example")
        .buildIssuedBy(root);
  }

  private static Certificate shown(X509Bundle leaf) {
    return new Certificate.Inline(
        new Secret.Identity(List.of(leaf.getCertificate()), leaf.getKeyPair().getPrivate()));
  }

  private ServerTls mutual(Secret.Roots roots, Conditions conditions) throws Exception {
    return new ServerTls(
        new TlsContext(
            ANY,
            List.of(shown(leaf(CertificateBuilder.Algorithm.ecp256))),
            new Validation.Roots(new TrustedRoots.Inline(roots), conditions),
            List.of()),
        true);
  }

  private static ProxyUnderTest serving(Upstream upstream, ServerTls tls) {
    return new ProxyUnderTest()
        .with(Gen.cluster("up", upstream.address()))
        .with(
            Gen.listener(
                LISTENER,
                List.of(
                    new ListenerFilter(
                        new ListenerFilter.Kind.TlsInspector(),
                        new ListenerFilter.Predicate.Never())),
                new FilterChain(
                    LISTENER,
                    FilterChainMatch.ANY,
                    tls,
                    Duration.ofSeconds(15),
                    List.of(Gen.http(Gen.route("up"))))))
        .serve();
  }

  private static SSLSocket dial(ProxyUnderTest proxy, X509Bundle... own) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManager[] keys =
        own.length == 0 ? null : own[0].toKeyManagerFactory("PKIX").getKeyManagers();
    context.init(keys, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    Socket socket = new Socket(Gen.LOOPBACK, proxy.address(LISTENER).getPort());
    return (SSLSocket) context.getSocketFactory().createSocket(socket, "a.example", 443, true);
  }

  private static int status(ProxyUnderTest proxy, X509Bundle own) throws Exception {
    try (RawClient client = new RawClient(dial(proxy, own))) {
      return client.get("/").read().status();
    }
  }

  private static void assertRefused(ProxyUnderTest proxy, X509Bundle own) {
    assertThatThrownBy(() -> status(proxy, own)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.3, TLS_AES_128_GCM_SHA256, '', EC",
    "TLSv1.3, TLS_AES_128_GCM_SHA256, rsa_pss_rsae_sha256, RSA",
    "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, '', EC",
    "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, '', RSA"
  })
  void aClientIsShownTheCertificateThatItCanCheck(
      String version, String suite, String signatures, String kind) throws Exception {
    ServerTls tls =
        new ServerTls(
            new TlsContext(
                ANY,
                List.of(
                    shown(leaf(CertificateBuilder.Algorithm.rsa2048)),
                    shown(leaf(CertificateBuilder.Algorithm.ecp256))),
                new Validation.None(),
                List.of()),
            false);
    try (Upstream upstream = Upstream.echo("b");
        ProxyUnderTest proxy = serving(upstream, tls);
        SSLSocket socket = dial(proxy)) {
      var parameters = socket.getSSLParameters();
      parameters.setProtocols(new String[] {version});
      parameters.setCipherSuites(new String[] {suite});
      if (!signatures.isEmpty()) {
        parameters.setSignatureSchemes(new String[] {signatures});
      }
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      assertThat(socket.getSession().getPeerCertificates()[0].getPublicKey().getAlgorithm())
          .isEqualTo(kind);
    }
  }

  @Test
  void aRevokedCertificateIsRefused() throws Exception {
    X509Bundle good = leaf(CertificateBuilder.Algorithm.ecp256);
    X509Bundle bad = leaf(CertificateBuilder.Algorithm.ecp256);
    RevocationServer issuer = RevocationServer.getInstance();
    issuer.register(root);
    issuer.revoke(bad, Instant.now());
    X509CRL revoked;
    try (InputStream list = issuer.getCrlUri(root).toURL().openStream()) {
      revoked = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(list);
    }
    Secret.Roots roots = new Secret.Roots(List.of(root.getCertificate()), List.of(revoked));
    try (Upstream upstream = Upstream.echo("b");
        ProxyUnderTest proxy = serving(upstream, mutual(roots, Conditions.NONE))) {
      assertThat(status(proxy, good)).isEqualTo(200);
      assertRefused(proxy, bad);
    }
  }

  @Test
  void aCertificateOfAnIssuerWithoutListIsRefusedWhereThereAreLists() throws Exception {
    X509Bundle other =
        issue(
            new CertificateBuilder().ecp256().subject("CN=other").setIsCertificateAuthority(true));
    RevocationServer issuer = RevocationServer.getInstance();
    issuer.register(other);
    X509CRL foreign;
    try (InputStream list = issuer.getCrlUri(other).toURL().openStream()) {
      foreign = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(list);
    }
    Secret.Roots roots = new Secret.Roots(List.of(root.getCertificate()), List.of(foreign));
    try (Upstream upstream = Upstream.echo("b");
        ProxyUnderTest proxy = serving(upstream, mutual(roots, Conditions.NONE))) {
      assertRefused(proxy, leaf(CertificateBuilder.Algorithm.ecp256));
    }
  }

  @ParameterizedTest
  @CsvSource({"KEY", "CERTIFICATE"})
  void aClientNeedsOneOfTheHashes(Hash.Part part) throws Exception {
    X509Bundle good = leaf(CertificateBuilder.Algorithm.ecp256);
    byte[] der =
        part == Hash.Part.KEY
            ? good.getCertificate().getPublicKey().getEncoded()
            : good.getCertificate().getEncoded();
    String digits = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
    Conditions conditions =
        new Conditions(
            List.of(),
            Set.of(new Hash(part, digits), new Hash(Hash.Part.CERTIFICATE, "0".repeat(64))));
    Secret.Roots roots = new Secret.Roots(List.of(root.getCertificate()));
    try (Upstream upstream = Upstream.echo("b");
        ProxyUnderTest proxy = serving(upstream, mutual(roots, conditions))) {
      assertThat(status(proxy, good)).isEqualTo(200);
      assertRefused(proxy, leaf(CertificateBuilder.Algorithm.ecp256));
    }
  }

  @Test
  void aCertificateThatNobodyVouchesForIsOnlyShown() throws Exception {
    X509Bundle stranger =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=stranger")
            .buildIssuedBy(
                issue(
                    new CertificateBuilder()
                        .ecp256()
                        .subject("CN=elsewhere")
                        .setIsCertificateAuthority(true)));
    ServerTls tls =
        new ServerTls(
            new TlsContext(
                ANY,
                List.of(shown(leaf(CertificateBuilder.Algorithm.ecp256))),
                new Validation.Shown(),
                List.of()),
            true);
    try (Upstream upstream = Upstream.echo("b");
        ProxyUnderTest proxy = serving(upstream, tls)) {
      assertThat(status(proxy, stranger)).isEqualTo(200);
      assertThatThrownBy(
              () -> {
                try (RawClient client = new RawClient(dial(proxy))) {
                  client.get("/").read();
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void theServersCurvesAreTheOnlyOnes() throws Exception {
    TlsParameters parameters =
        new TlsParameters(
            TlsParameters.Version.TLS1_3,
            TlsParameters.Version.TLS1_3,
            List.of(),
            List.of("P-384", "X25519MLKEM768"));
    ServerTls tls =
        new ServerTls(
            new TlsContext(
                parameters,
                List.of(shown(leaf(CertificateBuilder.Algorithm.ecp256))),
                new Validation.None(),
                List.of()),
            false);
    try (Upstream upstream = Upstream.echo("b");
        ProxyUnderTest proxy = serving(upstream, tls);
        SSLSocket fits = dial(proxy);
        SSLSocket fails = dial(proxy)) {
      curves(fits, "secp384r1");
      fits.startHandshake();
      curves(fails, "x25519");
      assertThatThrownBy(fails::startHandshake).isInstanceOf(IOException.class);
    }
  }

  private static void curves(SSLSocket socket, String... names) {
    var parameters = socket.getSSLParameters();
    parameters.setNamedGroups(names);
    socket.setSSLParameters(parameters);
  }
}
