package io.meshwright.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
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
import io.meshwright.xds.WorkloadTrust;
import io.meshwright.xds.XdsType;
import io.meshwright.xds.proto.operator.v1.ListSessionsRequest;
import io.meshwright.xds.proto.operator.v1.ListShapesRequest;
import io.meshwright.xds.proto.operator.v1.ListShapesResponse;
import io.meshwright.xds.proto.operator.v1.MoveSessionsRequest;
import io.meshwright.xds.proto.operator.v1.ReadTrafficRequest;
import io.meshwright.xds.proto.operator.v1.RenderProxyRequest;
import io.meshwright.xds.proto.operator.v1.RenderedResource;
import io.meshwright.xds.proto.operator.v1.ResourceName;
import io.meshwright.xds.proto.operator.v1.SessionGroup;
import io.meshwright.xds.proto.operator.v1.SessionReport;
import io.meshwright.xds.proto.operator.v1.TrustReport;
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
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Operator and proxy at one replica, over real TLS, with the wiring of a cluster. */
@SuppressWarnings("NullAway.Init") // set before each test
final class OperatorApiTest {

  private static final String NAME = "istiod-a.istio-system.svc";
  private static final String OPERATOR = "Bearer meshwright-operator-api operator";
  private static final String PROXY = "Bearer istio-ca cart";

  private final InstantSource clock = InstantSource.system();
  private final CertificateAuthority authority = TestCa.authority(clock);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ConnectedProxies proxies = new ConnectedProxies(meters, clock);
  private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
  private final MeshPublisher publisher =
      new MeshPublisher(new Discovery(MeshYaml.SETTINGS), Duration.ZERO, clock, meters);
  private final MetricsPages pages = MetricsPages.start();
  private final ProxyTraffic traffic = new ProxyTraffic(pages.port(), _ -> true);
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final MeshRoots roots = new MeshRoots();
  private volatile OwnTrust trust = new OwnTrust("old", new TreeSet<>(Set.of("old")), "");
  private SecureServer server;

  /** A token says for which audience and which ServiceAccount of namespace shop it is. */
  private static TokenVerdict review(String token, String audience) {
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
    TokenReviewer reviewer = OperatorApiTest::review;
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

  @Test
  void reportComesAtOnceAndWhenAProxyComesOrGoes() throws Exception {
    Iterator<SessionReport> reports = watch(OPERATOR);
    assertThat(reports.next())
        .isEqualTo(
            SessionReport.newBuilder()
                .setRevision("a")
                .setReady(true)
                .setTrust(TrustReport.newBuilder().setIssuingRoot("old").addRoots("old"))
                .build());

    ManagedChannel proxy = channel();
    connect(proxy, "cart");
    assertThat(reports.next().getGroupsList())
        .containsExactly(
            SessionGroup.newBuilder()
                .setNamespace("shop")
                .setProxyVersion("7.7.7")
                .setProxyRevision("a")
                .setSessions(1)
                .build());

    proxy.shutdownNow();
    assertThat(reports.next().getGroupsList()).isEmpty();
  }

  @Test
  @DisplayName("LC-trust: proxies are told each change of roots, and counted when they follow")
  void proxiesAreToldRootsAndSayWhomTheyTrust() throws Exception {
    roots.set("first");
    BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
    StreamObserver<DeltaDiscoveryRequest> proxy = connect(channel(), "cart", answers);
    proxy.onNext(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(XdsType.SECRET.typeUrl())
            .addResourceNamesSubscribe(WorkloadTrust.ROOTS_SECRET)
            .build());
    DeltaDiscoveryResponse first = next(answers, XdsType.SECRET);
    assertThat(first.getResources(0).getResource().getValue().toStringUtf8()).contains("first");
    proxy.onNext(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(XdsType.SECRET.typeUrl())
            .setResponseNonce(first.getNonce())
            .build());
    await().until(() -> proxies.views().getFirst().types().containsKey(XdsType.SECRET));

    roots.set("second");
    proxies.rootsChanged();
    assertThat(
            next(answers, XdsType.SECRET).getResources(0).getResource().getValue().toStringUtf8())
        .contains("second");

    trust = new OwnTrust("old", new TreeSet<>(Set.of("new", "old")), "");
    tell(proxy, "issuer/old", "root/old");
    assertThat(watch(OPERATOR).next().getTrust().getTrustingSessions()).isZero();
    tell(proxy, "issuer/old", "root/old", "root/new");
    await()
        .untilAsserted(
            () ->
                assertThat(watch(OPERATOR).next().getTrust())
                    .isEqualTo(
                        TrustReport.newBuilder()
                            .setIssuingRoot("old")
                            .addAllRoots(List.of("new", "old"))
                            .setTrustingSessions(1)
                            .setCertifiedSessions(1)
                            .build()));
    trust = new OwnTrust("new", new TreeSet<>(Set.of("new", "old")), "");
    assertThat(watch(OPERATOR).next().getTrust().getCertifiedSessions()).isZero();
  }

  private static void tell(StreamObserver<DeltaDiscoveryRequest> proxy, String... names) {
    proxy.onNext(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(WorkloadTrust.TYPE_URL)
            .addAllResourceNamesSubscribe(List.of(names))
            .build());
  }

  private static DeltaDiscoveryResponse next(BlockingQueue<Object> answers, XdsType type)
      throws InterruptedException {
    while (true) {
      DeltaDiscoveryResponse answer =
          (DeltaDiscoveryResponse)
              Objects.requireNonNull(answers.poll(10, TimeUnit.SECONDS), "no answer");
      if (answer.getTypeUrl().equals(type.typeUrl())) {
        return answer;
      }
    }
  }

  @Test
  void movedProxyComesOverAnotherConnection() throws Exception {
    ManagedChannel proxy = channel();
    BlockingQueue<Object> answers = connect(proxy, "cart");
    assertThat(answers.poll(10, TimeUnit.SECONDS)).isInstanceOf(DeltaDiscoveryResponse.class);

    assertThat(move(5)).isEqualTo(1);

    Status end = Status.fromThrowable((Throwable) answers.poll(10, TimeUnit.SECONDS));
    assertThat(end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    await().until(() -> proxy.getState(false) == ConnectivityState.IDLE);
    assertThat(proxies.views()).isEmpty();
  }

  @Test
  void onlyTheConnectionOfAMovedProxyEnds() throws Exception {
    ManagedChannel first = channel();
    connect(first, "cart");
    await().until(() -> proxies.views().size() == 1);
    ManagedChannel second = channel();
    connect(second, "cart");
    await().until(() -> proxies.views().size() == 2);

    move(1);

    await().until(() -> first.getState(false) == ConnectivityState.IDLE);
    assertThat(second.getState(false)).isEqualTo(ConnectivityState.READY);
    assertThat(proxies.views()).hasSize(1);
  }

  @Test
  void sessionsAreListedWithWhatTheyAcknowledged() throws Exception {
    connect(channel(), "cart");
    await().until(() -> proxies.views().size() == 1);

    assertThat(
            ClientCalls.blockingUnaryCall(
                    authorized(OPERATOR),
                    OperatorApi.LIST_SESSIONS,
                    CallOptions.DEFAULT,
                    ListSessionsRequest.getDefaultInstance())
                .getSessionsList())
        .singleElement()
        .satisfies(session -> assertThat(session.getNode()).contains("cart.shop"));
  }

  @Test
  void proxiesAreAskedWhatTheyCounted() throws Exception {
    pages.show(
        """
        istio_requests_total{reporter="source",source_workload="cart",source_workload_namespace="shop"} 7
        """);
    connect(channel(), "cart");
    await().until(() -> proxies.views().size() == 1);
    var told =
        ClientCalls.blockingServerStreamingCall(
            authorized(OPERATOR),
            OperatorApi.READ_TRAFFIC,
            CallOptions.DEFAULT,
            ReadTrafficRequest.getDefaultInstance());
    assertThat(told.next().getCounts(0).getOutcomes(0).getRequests()).isEqualTo(7);
  }

  @Test
  void aConnectedProxyIsRenderedFromItsShape() throws Exception {
    connect(channel(), "cart");
    await().until(() -> proxies.views().size() == 1);
    ListShapesResponse shapes =
        ClientCalls.blockingUnaryCall(
            authorized(OPERATOR),
            OperatorApi.LIST_SHAPES,
            CallOptions.DEFAULT,
            ListShapesRequest.getDefaultInstance());
    assertThat(shapes.getShapesList())
        .singleElement()
        .satisfies(shape -> assertThat(shape.getNamespace()).isEqualTo("shop"));

    ResourceName inbound =
        ResourceName.newBuilder()
            .setTypeUrl(XdsType.LISTENER.typeUrl())
            .setName("virtualInbound")
            .build();
    List<RenderedResource> rendered =
        render(
            RenderProxyRequest.newBuilder()
                .setNode(shapes.getShapes(0).getNode())
                .addContentOf(inbound)
                .build());

    assertThat(rendered)
        .filteredOn(resource -> resource.getResource().equals(inbound))
        .singleElement()
        .satisfies(
            resource -> {
              assertThat(resource.getContent()).startsWith("{\"name\":\"virtualInbound\"");
              assertThat(resource.getDigest()).hasSize(64);
            });
    assertThat(rendered)
        .filteredOn(resource -> !resource.getResource().equals(inbound))
        .isNotEmpty()
        .allSatisfy(resource -> assertThat(resource.getContent()).isEmpty());
  }

  @Test
  void aNodeThatIsNoneIsRefusedByName() {
    assertThatThrownBy(() -> render(RenderProxyRequest.newBuilder().setNode("{").build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
              assertThat(e.getStatus().getDescription()).contains("expected a Node as JSON");
            });
  }

  @Test
  void workloadsTokenIsRefused() {
    assertRefused(PROXY, "the token is not valid for audience meshwright-operator-api");
  }

  @Test
  void anotherServiceAccountIsRefusedByName() {
    assertRefused(
        "Bearer meshwright-operator-api cart",
        "the token belongs to spiffe://cluster.local/ns/shop/sa/cart, expected"
            + " spiffe://cluster.local/ns/shop/sa/operator");
  }

  private void assertRefused(String authorization, String reason) {
    assertThatThrownBy(() -> watch(authorization).next())
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
              assertThat(e.getStatus().getDescription()).isEqualTo(reason);
            });
  }

  private Iterator<SessionReport> watch(String authorization) throws IOException {
    return ClientCalls.blockingServerStreamingCall(
        authorized(authorization),
        OperatorApi.WATCH_SESSIONS,
        CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
        WatchSessionsRequest.newBuilder().setMinIntervalMillis(100).build());
  }

  private List<RenderedResource> render(RenderProxyRequest request) throws IOException {
    List<RenderedResource> rendered = new ArrayList<>();
    ClientCalls.blockingServerStreamingCall(
            authorized(OPERATOR),
            OperatorApi.RENDER_PROXY,
            CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
            request)
        .forEachRemaining(rendered::add);
    return rendered;
  }

  private int move(int sessions) throws IOException {
    return ClientCalls.blockingUnaryCall(
            authorized(OPERATOR),
            OperatorApi.MOVE_SESSIONS,
            CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
            MoveSessionsRequest.newBuilder().setSessions(sessions).build())
        .getMoving();
  }

  /** Opens a proxy's stream; the queue has what the server says. */
  private static BlockingQueue<Object> connect(ManagedChannel channel, String account) {
    BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
    connect(channel, account, answers);
    return answers;
  }

  private static StreamObserver<DeltaDiscoveryRequest> connect(
      ManagedChannel channel, String account, BlockingQueue<Object> answers) {
    StreamObserver<DeltaDiscoveryRequest> requests =
        AggregatedDiscoveryServiceGrpc.newStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers(PROXY)))
            .deltaAggregatedResources(
                new StreamObserver<>() {
                  @Override
                  public void onNext(DeltaDiscoveryResponse response) {
                    answers.add(response);
                  }

                  @Override
                  public void onError(Throwable cause) {
                    answers.add(cause);
                  }

                  @Override
                  public void onCompleted() {
                    answers.add("completed");
                  }
                });
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

  private io.grpc.Channel authorized(String authorization) throws IOException {
    return ClientInterceptors.intercept(
        channel(), MetadataUtils.newAttachHeadersInterceptor(headers(authorization)));
  }

  private ManagedChannel channel() throws IOException {
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

  private static Metadata headers(String authorization) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
    return headers;
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }
}
