package io.meshwright.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.meshwright.runtime.config.RuntimeConfig;
import io.meshwright.runtime.delivery.DeliveryHub;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.identity.AuthenticationInterceptor;
import io.meshwright.runtime.identity.TokenVerdict;
import io.meshwright.runtime.snapshot.MeshPublisher;
import io.meshwright.runtime.xds.AggregatedDiscovery;
import io.meshwright.runtime.xds.ConnectedProxies;
import io.meshwright.runtime.xds.MeshRoots;
import io.meshwright.runtime.xds.ToolAnswers;
import io.meshwright.xds.XdsType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Discovery behind authentication, as a cluster has it: a proxy gets its own configuration only.
 */
@SuppressWarnings("NullAway.Init") // set before each test
final class ForeignNodeTest {

  private final ExecutorService threads = Executors.newSingleThreadExecutor();
  private MeshPublisher publisher;
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    RuntimeConfig config = Main.discovery(List.of("discovery"), Map.of());
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    InstantSource clock = InstantSource.system();
    publisher =
        new MeshPublisher(new Discovery(config.settings()), config.debounce(), clock, meters);
    DeliveryHub deliveries = new DeliveryHub(publisher, threads, clock);
    publisher.start();
    publisher.synced();
    await().until(() -> publisher.current().isPresent());
    AuthenticationInterceptor authentication =
        AuthenticationInterceptor.ofWorkloads(
            config.settings().trustDomain(),
            (token, _) -> new TokenVerdict.Valid("shop", token),
            _ -> {});
    server =
        InProcessServerBuilder.forName("discovery")
            .addService(
                ServerInterceptors.intercept(
                    new AggregatedDiscovery(
                        deliveries,
                        new ConnectedProxies(meters, clock),
                        threads,
                        ClusterAssembly.peers(_ -> false, new MeshRoots(), _ -> ToolAnswers.NONE)),
                    authentication))
            .build()
            .start();
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer cart");
    channel =
        InProcessChannelBuilder.forName("discovery")
            .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
            .build();
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    publisher.close();
    threads.shutdownNow();
  }

  @Test
  void ownNodeIsServed() throws Exception {
    assertThat(ask("shop", "cart")).isInstanceOf(DeltaDiscoveryResponse.class);
  }

  @Test
  void nodeOfAnotherNamespaceIsRefusedByName() throws Exception {
    assertRefused(
        ask("bank", "cart"),
        "Node sidecar~10.0.0.1~pod-1.bank~bank.svc.cluster.local: metadata.NAMESPACE: found bank,"
            + " expected shop, as in spiffe://cluster.local/ns/shop/sa/cart");
  }

  @Test
  void nodeOfAnotherServiceAccountIsRefusedByName() throws Exception {
    assertRefused(
        ask("shop", "vault"),
        "metadata.SERVICE_ACCOUNT: found vault, expected cart, as in"
            + " spiffe://cluster.local/ns/shop/sa/cart");
  }

  private static void assertRefused(Object answer, String message) {
    Status status = Status.fromThrowable((Throwable) answer);
    assertThat(status.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(status.getDescription()).contains(message);
  }

  /** The first thing that the server says: a response, or the end of the stream. */
  private Object ask(String namespace, String serviceAccount) throws InterruptedException {
    BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
    StreamObserver<DeltaDiscoveryRequest> requests =
        AggregatedDiscoveryServiceGrpc.newStub(channel)
            .deltaAggregatedResources(new QueuedAnswers<DeltaDiscoveryResponse>(answers));
    requests.onNext(
        DeltaDiscoveryRequest.newBuilder()
            .setNode(
                Node.newBuilder()
                    .setId(
                        "sidecar~10.0.0.1~pod-1.%s~%s.svc.cluster.local"
                            .formatted(namespace, namespace))
                    .setMetadata(
                        Struct.newBuilder()
                            .putFields("NAMESPACE", text(namespace))
                            .putFields("SERVICE_ACCOUNT", text(serviceAccount))))
            .setTypeUrl(XdsType.CLUSTER.typeUrl())
            .addResourceNamesSubscribe("*")
            .build());
    Object answer = answers.poll(10, TimeUnit.SECONDS);
    return answer == null ? "silence" : answer;
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }
}
