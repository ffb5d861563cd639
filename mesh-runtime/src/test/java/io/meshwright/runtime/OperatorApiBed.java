package io.meshwright.runtime;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.meshwright.runtime.ca.CertificateAuthority;
import io.meshwright.runtime.ca.Pem;
import io.meshwright.runtime.delivery.DeliveryHub;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.identity.AuthenticationInterceptor;
import io.meshwright.runtime.identity.TokenReviewer;
import io.meshwright.runtime.identity.TokenVerdict;
import io.meshwright.runtime.operatorapi.OperatorApi;
import io.meshwright.runtime.operatorapi.OwnTrust;
import io.meshwright.runtime.serving.SecureServer;
import io.meshwright.runtime.serving.ServingIdentity;
import io.meshwright.runtime.snapshot.MeshPublisher;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.runtime.testing.MetricsPages;
import io.meshwright.runtime.testing.TestCa;
import io.meshwright.runtime.traffic.ProxyTraffic;
import io.meshwright.runtime.xds.AggregatedDiscovery;
import io.meshwright.runtime.xds.ConnectedProxies;
import io.meshwright.runtime.xds.MeshRoots;
import io.meshwright.runtime.xds.ToolAnswers;
import io.meshwright.xds.NodeMetadata;
import io.meshwright.xds.SpiffeId;
import io.meshwright.xds.TrustDomain;
import io.meshwright.xds.XdsType;
import io.meshwright.xds.proto.operator.v1.MoveSessionsRequest;
import io.meshwright.xds.proto.operator.v1.RenderProxyRequest;
import io.meshwright.xds.proto.operator.v1.RenderedResource;
import io.meshwright.xds.proto.operator.v1.SessionReport;
import io.meshwright.xds.proto.operator.v1.WatchSessionsRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Operator and proxy at one replica, over real TLS, with the wiring of a cluster. */
@SuppressWarnings("NullAway.Init") // set before each test
abstract class OperatorApiBed {

  static final String NAME = "istiod-a.istio-system.svc";
  static final String OPERATOR = "Bearer meshwright-operator-api operator";
  static final String PROXY = "Bearer istio-ca cart";

  final InstantSource clock = InstantSource.system();
  final CertificateAuthority authority = TestCa.authority(clock);
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final ConnectedProxies proxies = new ConnectedProxies(meters, clock);
  final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
  final MeshPublisher publisher =
      new MeshPublisher(new Discovery(MeshYaml.SETTINGS), Duration.ZERO, clock, meters);
  final MetricsPages pages = MetricsPages.start();
  final ProxyTraffic traffic = new ProxyTraffic(pages.port(), _ -> true);
  final List<ManagedChannel> channels = new ArrayList<>();
  final MeshRoots roots = new MeshRoots();
  volatile OwnTrust trust = new OwnTrust("old", new TreeSet<>(Set.of("old")), "");
  SecureServer server;

  /** A token says for which audience and which ServiceAccount of namespace shop it is. */
  static TokenVerdict review(String token, String audience) {
    String[] words = token.split(" ", -1);
    return words[0].equals(audience)
        ? new TokenVerdict.Valid("shop", words[1])
        : new TokenVerdict.Invalid("the token is not valid for audience " + audience);
  }

  @BeforeEach
  void start() throws IOException {
    DeliveryHub deliveries = new DeliveryHub(publisher, executor, clock);
    publisher.start();
    publisher.synced();
    await().until(() -> publisher.current().isPresent());
    TokenReviewer reviewer = OperatorApiBed::review;
    SpiffeId operator = new SpiffeId(TrustDomain.DEFAULT, "shop", "operator");
    server =
        SecureServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new ServingIdentity(authority, List.of(NAME), clock),
            List.of(
                new SecureServer.Guarded(
                    new AggregatedDiscovery(
                        deliveries,
                        proxies,
                        executor,
                        ClusterAssembly.peers(_ -> false, roots, _ -> ToolAnswers.NONE)),
                    AuthenticationInterceptor.ofWorkloads(TrustDomain.DEFAULT, reviewer, _ -> {})),
                new SecureServer.Guarded(
                    new OperatorApi(
                        "a",
                        publisher::current,
                        proxies,
                        traffic::of,
                        () -> trust,
                        executor,
                        executor),
                    AuthenticationInterceptor.ofOperator(operator, reviewer, _ -> {}))));
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (ManagedChannel channel : channels) {
      channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
    server.close();
    publisher.close();
    traffic.close();
    pages.close();
    executor.shutdownNow();
  }

  Iterator<SessionReport> watch(String authorization) throws IOException {
    return ClientCalls.blockingServerStreamingCall(
        authorized(authorization),
        OperatorApi.WATCH_SESSIONS,
        CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
        WatchSessionsRequest.newBuilder().setMinIntervalMillis(100).build());
  }

  List<RenderedResource> render(RenderProxyRequest request) throws IOException {
    List<RenderedResource> rendered = new ArrayList<>();
    ClientCalls.blockingServerStreamingCall(
            authorized(OPERATOR),
            OperatorApi.RENDER_PROXY,
            CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
            request)
        .forEachRemaining(rendered::add);
    return rendered;
  }

  int move(int sessions) throws IOException {
    return ClientCalls.blockingUnaryCall(
            authorized(OPERATOR),
            OperatorApi.MOVE_SESSIONS,
            CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
            MoveSessionsRequest.newBuilder().setSessions(sessions).build())
        .getMoving();
  }

  /** Opens a proxy's stream; the queue has what the server says. */
  static BlockingQueue<Object> connect(ManagedChannel channel, String account) {
    BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
    connect(channel, account, answers);
    return answers;
  }

  static StreamObserver<DeltaDiscoveryRequest> connect(
      ManagedChannel channel, String account, BlockingQueue<Object> answers) {
    StreamObserver<DeltaDiscoveryRequest> requests =
        AggregatedDiscoveryServiceGrpc.newStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers(PROXY)))
            .deltaAggregatedResources(new QueuedAnswers<DeltaDiscoveryResponse>(answers));
    requests.onNext(
        DeltaDiscoveryRequest.newBuilder()
            .setNode(
                Node.newBuilder()
                    .setId("sidecar~127.0.0.1~%s.shop~shop.svc.cluster.local".formatted(account))
                    .setMetadata(
                        Struct.newBuilder()
                            .putFields(NodeMetadata.NAMESPACE, text("shop"))
                            .putFields(NodeMetadata.SERVICE_ACCOUNT, text(account))
                            .putFields(NodeMetadata.ISTIO_REVISION, text("a"))
                            .putFields(NodeMetadata.MESHWRIGHT_VERSION, text("7.7.7"))))
            .setTypeUrl(XdsType.CLUSTER.typeUrl())
            .addResourceNamesSubscribe("*")
            .build());
    return requests;
  }

  io.grpc.Channel authorized(String authorization) throws IOException {
    return ClientInterceptors.intercept(
        channel(), MetadataUtils.newAttachHeadersInterceptor(headers(authorization)));
  }

  ManagedChannel channel() throws IOException {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(
                "localhost",
                server.port(),
                TlsChannelCredentials.newBuilder()
                    .trustManager(
                        new ByteArrayInputStream(
                            Pem.of(authority.roots()).getBytes(StandardCharsets.US_ASCII)))
                    .build())
            .overrideAuthority(NAME)
            .build();
    channels.add(channel);
    return channel;
  }

  static Metadata headers(String authorization) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
    return headers;
  }

  static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }
}
