package io.meshwright.proxy.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.meshwright.proxy.controlplane.ConfigurationThread;
import io.meshwright.proxy.controlplane.SocketChannels;
import io.meshwright.proxy.pem.Pem;
import io.meshwright.proxy.testing.Configs;
import io.meshwright.proxy.testing.TestCa;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.xds.XdsType;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkloadSecretsTest {
  @TempDir private Path directory;
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final ConfigurationThread thread = new ConfigurationThread();
  private final TestCa ca = new TestCa();
  private final List<DiscoveryRequest> requests = new CopyOnWriteArrayList<>();
  private final Map<String, StreamObserver<DiscoveryResponse>> streams = new ConcurrentHashMap<>();
  private final Map<String, io.meshwright.proxy.snapshot.Secret> secrets =
      new ConcurrentHashMap<>();
  private Server issuer;
  private WorkloadSecrets client;

  @BeforeEach
  void start() throws Exception {
    issuer = issuer();
    client =
        new WorkloadSecrets(
            Configs.plaintext(1).node(),
            new SocketChannels(directory.resolve("socket")),
            FieldTable.load(),
            thread,
            new Random(1),
            secrets::putAll);
    client.start();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    thread.close();
    issuer.shutdownNow();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  private Server issuer() throws Exception {
    return NettyServerBuilder.forAddress(
            new DomainSocketAddress(directory.resolve("socket").toFile()))
        .channelType(EpollServerDomainSocketChannel.class)
        .bossEventLoopGroup(loop)
        .workerEventLoopGroup(loop)
        .addService(
            ServerServiceDefinition.builder("envoy.service.secret.v3.SecretDiscoveryService")
                .addMethod(XdsMethods.SECRETS, ServerCalls.asyncBidiStreamingCall(this::accept))
                .build())
        .build()
        .start();
  }

  private StreamObserver<DiscoveryRequest> accept(StreamObserver<DiscoveryResponse> responses) {
    return new StreamObserver<>() {
      @Override
      public void onNext(DiscoveryRequest request) {
        streams.put(request.getResourceNames(0), responses);
        requests.add(request);
      }

      @Override
      public void onError(Throwable failure) {
        // the client went away
      }

      @Override
      public void onCompleted() {
        responses.onCompleted();
      }
    };
  }

  private void send(String name, String version, Secret.Builder secret) {
    await()
        .until(() -> streams.get(name), stream -> stream != null)
        .onNext(
            DiscoveryResponse.newBuilder()
                .setTypeUrl(XdsType.SECRET.typeUrl())
                .setVersionInfo(version)
                .setNonce("nonce-" + version)
                .addResources(
                    Any.newBuilder()
                        .setTypeUrl(XdsType.SECRET.typeUrl())
                        .setValue(secret.setName(name).build().toByteString()))
                .build());
  }

  private static DataSource inline(String text) {
    return DataSource.newBuilder().setInlineBytes(ByteString.copyFromUtf8(text)).build();
  }

  private static Secret.Builder proto(io.meshwright.proxy.snapshot.Secret.Identity identity)
      throws Exception {
    return Secret.newBuilder()
        .setTlsCertificate(
            TlsCertificate.newBuilder()
                .setCertificateChain(
                    inline(Pem.encode("CERTIFICATE", identity.chain().getFirst().getEncoded())))
                .setPrivateKey(inline(Pem.encode("PRIVATE KEY", identity.key().getEncoded()))));
  }

  private DiscoveryRequest answerTo(String nonce) {
    return await()
        .until(
            () ->
                requests.stream()
                    .filter(request -> request.getResponseNonce().equals(nonce))
                    .findFirst()
                    .orElse(null),
            answer -> answer != null);
  }

  @Test
  void identityAndRootsComeFromTheSocketAndAreReplaced() throws Exception {
    var first = ca.identity("spiffe://mesh/ns/a/sa/b");
    var second = ca.identity("spiffe://mesh/ns/a/sa/b");
    send("default", "1", proto(first));
    send(
        "ROOTCA",
        "2",
        Secret.newBuilder()
            .setValidationContext(
                CertificateValidationContext.newBuilder()
                    .setTrustedCa(
                        inline(
                            Pem.encode(
                                "CERTIFICATE", ca.roots().roots().getFirst().getEncoded())))));
    await().until(() -> Map.of("default", first, "ROOTCA", ca.roots()).equals(secrets));
    send("default", "3", proto(second));
    await().until(() -> second.equals(secrets.get("default")));
    assertThat(answerTo("nonce-3").getVersionInfo()).isEqualTo("3");
    assertThat(requests.getFirst().getNode().getId())
        .isEqualTo("sidecar~10.0.0.7~reviews-1.shop~shop.svc.cluster.local");
  }

  @Test
  void refusedSecretIsNamedAndTheOneBeforeStays() throws Exception {
    var good = ca.identity("spiffe://mesh/ns/a/sa/b");
    send("default", "1", proto(good));
    answerTo("nonce-1");
    send("default", "2", Secret.newBuilder().setTlsCertificate(TlsCertificate.newBuilder()));
    DiscoveryRequest answer = answerTo("nonce-2");
    assertThat(answer.getErrorDetail().getMessage()).startsWith("Secret default: tls_certificate");
    assertThat(answer.getVersionInfo()).isEqualTo("1");
    assertThat(secrets).containsEntry("default", good);
  }

  @Test
  void streamThatEndsIsOpenedAgain() throws Exception {
    var good = ca.identity("spiffe://mesh/ns/a/sa/b");
    await().until(() -> streams.size() == 2);
    StreamObserver<DiscoveryResponse> lost = Objects.requireNonNull(streams.remove("default"));
    lost.onError(io.grpc.Status.UNAVAILABLE.asRuntimeException());
    send("default", "1", proto(good));
    await().until(() -> good.equals(secrets.get("default")));
  }
}
