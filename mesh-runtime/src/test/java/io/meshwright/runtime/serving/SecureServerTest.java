package io.meshwright.runtime.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.meshwright.runtime.ca.CaMetrics;
import io.meshwright.runtime.ca.CertificateAuthority;
import io.meshwright.runtime.ca.CertificateService;
import io.meshwright.runtime.ca.IssuedCertificate;
import io.meshwright.runtime.ca.Pem;
import io.meshwright.runtime.identity.AuthenticationInterceptor;
import io.meshwright.runtime.identity.TokenReviewer;
import io.meshwright.runtime.identity.TokenVerdict;
import io.meshwright.runtime.testing.ManualClock;
import io.meshwright.runtime.testing.TestCa;
import io.meshwright.runtime.testing.TestCsr;
import io.meshwright.xds.SpiffeId;
import io.meshwright.xds.TrustDomain;
import io.meshwright.xds.proto.ca.IstioCertificateRequest;
import io.meshwright.xds.proto.ca.IstioCertificateResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The certificate service over real TLS, as a proxy reaches it. */
final class SecureServerTest {

  private static final String NAME = "istiod-v1.istio-system.svc";

  /** Behind the real clock, which TLS looks at, by as much as a test advances it. */
  private final ManualClock clock =
      new ManualClock(InstantSource.system().instant().minus(Duration.ofHours(12)));

  private final CertificateAuthority authority = TestCa.authority(clock);
  private final CertificateAuthority stranger = TestCa.authority(clock);
  private final ServingIdentity identity = new ServingIdentity(authority, List.of(NAME), clock);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final CaMetrics metrics = new CaMetrics(authority, registry);
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final SpiffeId cart = new SpiffeId(TrustDomain.DEFAULT, "shop", "cart");
  private SecureServer server;

  private static TokenVerdict review(String token, String audience) {
    return switch (token) {
      case "good" -> new TokenVerdict.Valid("shop", "cart");
      case "down" -> new TokenVerdict.Unavailable("the API server does not answer");
      default -> new TokenVerdict.Invalid("the token is not valid for audience " + audience);
    };
  }

  @BeforeEach
  void start() throws IOException {
    TokenReviewer reviewer = SecureServerTest::review;
    server =
        SecureServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            identity,
            List.of(
                new SecureServer.Guarded(
                    new CertificateService(authority, metrics),
                    AuthenticationInterceptor.ofWorkloads(
                        TrustDomain.DEFAULT, reviewer, _ -> metrics.unauthenticated()))));
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (ManagedChannel channel : channels) {
      channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
    server.close();
  }

  @Test
  void tokenBuysACertificateForItsServiceAccount() throws Exception {
    IstioCertificateResponse response =
        call(channel(null), "Bearer good", TestCsr.plain(TestCsr.ec()));

    X509Certificate leaf = Pem.certificates(response.getCertChain(0), "reply", "0").getFirst();
    assertThat(leaf.getSubjectAlternativeNames()).containsExactly(List.of(6, cart.uri()));
    assertThat(registry.get("citadel_server_success_cert_issuance_count").gauge().value())
        .isEqualTo(1);
  }

  @Test
  void certificateBuysTheNextOneWithoutAToken() throws Exception {
    KeyPair keys = TestCsr.ec();
    ChannelCredentials own =
        credentials(keys, authority.issue(cart, TestCsr.plain(keys), 0), authority);

    assertThat(call(channel(own), null, TestCsr.plain(TestCsr.ec())).getCertChainCount())
        .isEqualTo(2);
  }

  @Test
  void certificateOfAnotherRootIsRefused() throws Exception {
    KeyPair keys = TestCsr.ec();
    ChannelCredentials foreign =
        credentials(keys, stranger.issue(cart, TestCsr.plain(keys), 0), authority);

    assertThatThrownBy(() -> call(channel(foreign), null, TestCsr.plain(TestCsr.ec())))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
  }

  @Test
  void wrongTokenIsUnauthenticated() {
    assertStatus(
        "Bearer wrong",
        TestCsr.plain(TestCsr.ec()),
        Status.Code.UNAUTHENTICATED,
        "the token is not valid for audience istio-ca");
    assertThat(registry.get("citadel_server_authentication_failure_count").gauge().value())
        .isEqualTo(1);
  }

  @Test
  void missingCredentialIsUnauthenticated() {
    assertStatus(null, TestCsr.plain(TestCsr.ec()), Status.Code.UNAUTHENTICATED, "no credential");
  }

  @Test
  void otherSchemeIsUnauthenticated() {
    assertStatus(
        "Basic good",
        TestCsr.plain(TestCsr.ec()),
        Status.Code.UNAUTHENTICATED,
        "authorization is not of the form 'Bearer TOKEN'");
  }

  @Test
  void reviewThatCannotHappenIsUnavailableNotAllowed() {
    assertStatus(
        "Bearer down",
        TestCsr.plain(TestCsr.ec()),
        Status.Code.UNAVAILABLE,
        "the API server does not answer");
  }

  @Test
  void foreignSanIsRefused() {
    assertStatus(
        "Bearer good",
        TestCsr.withUri(TestCsr.ec(), "spiffe://cluster.local/ns/bank/sa/vault"),
        Status.Code.INVALID_ARGUMENT,
        "subjectAltName: found URI:spiffe://cluster.local/ns/bank/sa/vault, expected URI:"
            + cart.uri()
            + " or none");
  }

  @Test
  void renewedServingCertificateIsUsedWithoutRestart() throws Exception {
    X509Certificate before = identity.current().leaf();
    clock.advance(Duration.ofHours(11));
    identity.renewIfDue();
    assertThat(identity.current().leaf()).isEqualTo(before);

    clock.advance(Duration.ofHours(1));
    identity.renewIfDue();
    assertThat(identity.current().leaf()).isNotEqualTo(before);
    assertThat(call(channel(null), "Bearer good", TestCsr.plain(TestCsr.ec())).getCertChainCount())
        .isEqualTo(2);
  }

  @Test
  void rootExpiryIsInTheMetrics() {
    assertThat(registry.get("citadel_server_root_cert_expiry_timestamp").gauge().value())
        .isEqualTo(
            (double) authority.roots().getFirst().getNotAfter().toInstant().getEpochSecond());
  }

  private void assertStatus(
      @Nullable String authorization, String csr, Status.Code code, String message) {
    assertThatThrownBy(() -> call(channel(null), authorization, csr))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(code);
              assertThat(e.getStatus().getDescription()).contains(message);
            });
  }

  private static IstioCertificateResponse call(
      ManagedChannel channel, @Nullable String authorization, String csr) {
    Metadata headers = new Metadata();
    if (authorization != null) {
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
    }
    return ClientCalls.blockingUnaryCall(
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
        CertificateService.CREATE_CERTIFICATE,
        CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
        IstioCertificateRequest.newBuilder().setCsr(csr).build());
  }

  private ManagedChannel channel(@Nullable ChannelCredentials credentials) throws IOException {
    ChannelCredentials used =
        credentials != null
            ? credentials
            : TlsChannelCredentials.newBuilder()
                .trustManager(stream(Pem.of(authority.roots())))
                .build();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", server.port(), used)
            .overrideAuthority(NAME)
            .build();
    channels.add(channel);
    return channel;
  }

  private static ChannelCredentials credentials(
      KeyPair keys, IssuedCertificate issued, CertificateAuthority trusted) throws IOException {
    String key =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    return TlsChannelCredentials.newBuilder()
        .keyManager(stream(issued.pemChain().getFirst()), stream(key))
        .trustManager(stream(Pem.of(trusted.roots())))
        .build();
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }
}
