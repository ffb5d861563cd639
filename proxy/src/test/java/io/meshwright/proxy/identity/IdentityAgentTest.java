package io.meshwright.proxy.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.meshwright.proxy.config.ProxyConfig;
import io.meshwright.proxy.controlplane.ConfigurationThread;
import io.meshwright.proxy.controlplane.ControlPlaneChannels;
import io.meshwright.proxy.lastgood.KeptFile;
import io.meshwright.proxy.pem.Pem;
import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.proxy.testing.Configs;
import io.meshwright.xds.proto.ca.IstioCertificateRequest;
import io.meshwright.xds.proto.ca.IstioCertificateResponse;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An authority that changes its root while a proxy runs. */
@SuppressWarnings("NullAway.Init") // set before each test
final class IdentityAgentTest {

  /** What stands before the point of a public key on P-256 (RFC 5480). */
  private static final byte[] KEY_PREFIX =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");

  private static final int KEY_LENGTH = 91;

  @TempDir private Path root;
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ConfigurationThread thread = new ConfigurationThread();
  private final AtomicInteger asked = new AtomicInteger();
  private final X509Bundle first = authority();
  private final X509Bundle second = authority();
  private volatile X509Bundle issuing = first;
  private volatile List<X509Bundle> trusted = List.of(first);
  private volatile @Nullable Map<String, Secret> provided;
  private Server server;
  private IdentityAgent agent;

  private static X509Bundle authority() {
    try {
      return new CertificateBuilder()
          .algorithm(CertificateBuilder.Algorithm.ecp256)
          .subject("O=cluster.local")
          .setIsCertificateAuthority(true)
          .buildSelfSigned();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void start() throws Exception {
    X509Bundle serving =
        new CertificateBuilder()
            .algorithm(CertificateBuilder.Algorithm.ecp256)
            .subject("CN=istiod")
            .addSanIpAddress("127.0.0.1")
            .buildIssuedBy(first);
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sslContext(
                GrpcSslContexts.configure(
                        SslContextBuilder.forServer(
                            serving.getKeyPair().getPrivate(), serving.getCertificate()),
                        // what BoringSSL holds outside the heap would count as a leak
                        SslProvider.JDK)
                    .build())
            .addService(
                ServerServiceDefinition.builder("istio.v1.auth.IstioCertificateService")
                    .addMethod(method(), ServerCalls.asyncUnaryCall(this::issue))
                    .build())
            .build()
            .start();
    Files.createDirectories(root.resolve("var/run/secrets/tokens"));
    Files.writeString(root.resolve("var/run/secrets/tokens/istio-token"), "token");
    Files.createDirectories(root.resolve("var/run/secrets/istio"));
    Files.writeString(root.resolve("var/run/secrets/istio/root-cert.pem"), pem(List.of(first)));
    Map<String, String> environment = Configs.environment();
    String address = "127.0.0.1:" + server.getPort();
    environment.put("PROXY_CONFIG", "{\"discoveryAddress\":\"" + address + "\"}");
    environment.put("CA_ADDR", address);
    ProxyConfig config = Configs.read(environment, root);
    RandomGenerator soonest = () -> 0L;
    agent =
        new IdentityAgent(
            config,
            new ControlPlaneChannels(loop),
            thread,
            InstantSource.system(),
            soonest,
            secrets -> provided = secrets);
    agent.start(KeptFile.PATIENCE);
    await().until(() -> provided != null);
  }

  @AfterEach
  void stop() throws Exception {
    thread.close();
    server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  private static MethodDescriptor<IstioCertificateRequest, IstioCertificateResponse> method() {
    return MethodDescriptor.<IstioCertificateRequest, IstioCertificateResponse>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName("istio.v1.auth.IstioCertificateService/CreateCertificate")
        .setRequestMarshaller(
            ProtoLiteUtils.marshaller(IstioCertificateRequest.getDefaultInstance()))
        .setResponseMarshaller(
            ProtoLiteUtils.marshaller(IstioCertificateResponse.getDefaultInstance()))
        .build();
  }

  private void issue(
      IstioCertificateRequest request, StreamObserver<IstioCertificateResponse> answer) {
    asked.incrementAndGet();
    try {
      X509Bundle leaf =
          new CertificateBuilder()
              .publicKey(key(request.getCsr()))
              .subject("CN=leaf")
              .addSanUriName("spiffe://cluster.local/ns/shop/sa/reviews")
              .buildIssuedBy(issuing);
      answer.onNext(
          IstioCertificateResponse.newBuilder()
              .addCertChain(pem(List.of(leaf)))
              .addCertChain(pem(trusted))
              .build());
      answer.onCompleted();
    } catch (Exception e) {
      answer.onError(e);
    }
  }

  private static PublicKey key(String request) throws Exception {
    byte[] der =
        Base64.getMimeDecoder()
            .decode(request.replaceAll("-----(BEGIN|END) CERTIFICATE REQUEST-----", ""));
    for (int at = 0; at + KEY_LENGTH <= der.length; at++) {
      if (Arrays.equals(Arrays.copyOfRange(der, at, at + KEY_PREFIX.length), KEY_PREFIX)) {
        return KeyFactory.getInstance("EC")
            .generatePublic(new X509EncodedKeySpec(Arrays.copyOfRange(der, at, at + KEY_LENGTH)));
      }
    }
    throw new IllegalArgumentException("no key in the request");
  }

  private static String pem(List<X509Bundle> certificates) throws Exception {
    StringBuilder text = new StringBuilder();
    for (X509Bundle certificate : certificates) {
      text.append(Pem.encode("CERTIFICATE", certificate.getCertificate().getEncoded()));
    }
    return text.toString();
  }

  private Secret.Identity identity() {
    return (Secret.Identity)
        Objects.requireNonNull(Objects.requireNonNull(provided).get("default"));
  }

  private static Secret.Roots roots(X509Bundle... roots) {
    return new Secret.Roots(Arrays.stream(roots).map(X509Bundle::getCertificate).toList());
  }

  private static boolean isOf(X509Bundle authority, Secret.Identity identity) {
    return roots(authority).issuerOf(identity).isPresent();
  }

  @Test
  void anotherIssuingRootBringsANewCertificateAndAnotherTrustedOneDoesNot() {
    X509Certificate before = identity().chain().getFirst();
    thread.execute(() -> agent.rootsChanged(roots(first, second)));
    trusted = List.of(second, first);
    issuing = second;
    thread.execute(() -> agent.rootsChanged(roots(second, first)));

    await().until(() -> isOf(second, identity()));
    assertThat(identity().chain()).hasSize(1).doesNotContain(before);
    assertThat(Objects.requireNonNull(provided).get("ROOTCA")).isEqualTo(roots(second, first));
    thread.execute(() -> agent.rootsChanged(roots(second)));
    assertThat(asked).hasValue(2);
  }

  @Test
  void aReplicaThatDoesNotKnowYetIsAskedAgain() {
    thread.execute(() -> agent.rootsChanged(roots(second, first)));
    await().until(() -> asked.get() == 2);
    issuing = second;
    await().until(() -> isOf(second, identity()));
  }
}
