package io.meshwright.operator.sessions.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.meshwright.operator.sessions.RenderException;
import io.meshwright.operator.sessions.Replica;
import io.meshwright.operator.sessions.ReplicaClient;
import io.meshwright.operator.sessions.ReplicaReport;
import io.meshwright.operator.sessions.ReplicaReport.Counted;
import io.meshwright.operator.sessions.ReplicaReport.Group;
import io.meshwright.operator.sessions.ReplicaReport.Silent;
import io.meshwright.operator.sessions.RuntimeRenderer;
import io.meshwright.operator.sessions.RuntimeRenderer.Rendered;
import io.meshwright.operator.sessions.RuntimeRenderer.ResourceKey;
import io.meshwright.operator.sessions.RuntimeRenderer.Shape;
import io.meshwright.operator.sessions.RuntimeRenderer.Shapes;
import io.meshwright.xds.proto.operator.v1.ListShapesRequest;
import io.meshwright.xds.proto.operator.v1.ListShapesResponse;
import io.meshwright.xds.proto.operator.v1.MoveSessionsRequest;
import io.meshwright.xds.proto.operator.v1.MoveSessionsResponse;
import io.meshwright.xds.proto.operator.v1.ProxyShape;
import io.meshwright.xds.proto.operator.v1.RenderProxyRequest;
import io.meshwright.xds.proto.operator.v1.RenderedResource;
import io.meshwright.xds.proto.operator.v1.ResourceName;
import io.meshwright.xds.proto.operator.v1.SessionGroup;
import io.meshwright.xds.proto.operator.v1.SessionReport;
import io.meshwright.xds.proto.operator.v1.WatchSessionsRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against a replica in this process, over real TLS. */
@SuppressWarnings("NullAway.Init") // set before each test
final class ReplicaClientsTest {

  private static final String NAME = "istiod-a.mesh.svc";

  @TempDir private static Path directory;
  private static ServingCertificate certificate;

  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final BlockingQueue<ReplicaReport> reports = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
  private Path token;
  private @Nullable Server server;
  private @Nullable HttpServer metrics;
  private @Nullable ReplicaClients clients;

  @BeforeAll
  static void certificate() throws Exception {
    certificate = ServingCertificate.make(directory, NAME);
  }

  @BeforeEach
  void token() throws IOException {
    token = Files.writeString(directory.resolve("token"), "first\n");
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (server != null) {
      server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
    if (metrics != null) {
      metrics.stop(0);
    }
    executor.shutdownNow();
    if (clients != null) {
      clients.close();
    }
  }

  @Test
  void reportsArriveAndTheTokenIsSentAlong() throws Exception {
    serve(operatorApi());
    open(NAME);

    assertThat(next()).isEqualTo(new Counted(List.of(new Group("shop", "1.2.3", 4)), true));
    assertThat(calls.poll(5, TimeUnit.SECONDS)).isEqualTo("Bearer first");
  }

  @Test
  void proxiesAreMovedWithTheTokenOfTheMoment() throws Exception {
    serve(operatorApi());
    ReplicaClient client = open(NAME);
    assertThat(calls.poll(5, TimeUnit.SECONDS)).isEqualTo("Bearer first");

    Files.writeString(token, "second");
    client.move(7);

    assertThat(calls.poll(5, TimeUnit.SECONDS)).isEqualTo("Bearer second");
    assertThat(calls.poll(5, TimeUnit.SECONDS)).isEqualTo("move 7");
  }

  @Test
  void aServerOfAnotherNameIsNotAsked() throws Exception {
    serve(operatorApi());
    open("istiod-b.mesh.svc");

    assertThat(next()).isInstanceOf(Silent.class);
    assertThat(calls).isEmpty();
  }

  @Test
  void aServerOfOtherRootsIsNotAsked() throws Exception {
    serve(operatorApi());
    open(NAME, ServingCertificate.make(Files.createDirectory(directory.resolve("x")), NAME).pem());

    assertThat(next()).isInstanceOf(Silent.class);
    assertThat(calls).isEmpty();
  }

  @Test
  void withoutRootsNobodyIsAsked() throws Exception {
    serve(operatorApi());
    open(NAME, "");

    assertThat(next())
        .isInstanceOfSatisfying(
            Silent.class, silent -> assertThat(silent.reason()).contains("roots of its mesh"));
  }

  @Test
  void aReplicaThatGoesIsSilentAndTheStreamIsOpenedAgain() throws Exception {
    serve(operatorApi());
    int port = port();
    open(NAME);
    assertThat(next()).isInstanceOf(Counted.class);

    server().shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    assertThat(next()).isInstanceOf(Silent.class);

    serve(operatorApi(), port);
    await().atMost(20, TimeUnit.SECONDS).until(() -> reports.poll() instanceof Counted);
  }

  @Test
  void aReplicaFromBeforeThisApiIsAskedForItsGauge() throws Exception {
    serve(ServerServiceDefinition.builder("older.Service").build());
    serveMetrics("# HELP pilot_xds\npilot_xds 3.0\npilot_xds_pushes_total 9.0\n");
    open(NAME);

    assertThat(next()).isEqualTo(new Counted(List.of(new Group("", "", 3)), false));
  }

  @Test
  void aGaugeOfZeroIsNobody() throws Exception {
    serve(ServerServiceDefinition.builder("older.Service").build());
    serveMetrics("pilot_xds 0.0\n");
    open(NAME);

    assertThat(next()).isEqualTo(new Counted(List.of(), false));
  }

  @Test
  void withoutApiAndGaugeNothingIsKnown() throws Exception {
    serve(ServerServiceDefinition.builder("older.Service").build());
    serveMetrics("something_else 0.0\n");
    open(NAME);

    assertThat(next()).isInstanceOf(Silent.class);
  }

  @Test
  void shapesAndRenderingsArriveAsTheyAreSaid() throws Exception {
    serve(operatorApi());
    List<Rendered> rendered = new ArrayList<>();
    ResourceKey wanted = new ResourceKey("type", "wanted");

    try (RuntimeRenderer renderer = renderer()) {
      assertThat(renderer.shapes(7))
          .isEqualTo(new Shapes(List.of(new Shape("key", "shop", 7, "node")), 9));
      renderer.render("node", Set.of(wanted), rendered::add);
    }

    assertThat(rendered)
        .containsExactly(
            new Rendered(wanted, "digest", "content of node"),
            new Rendered(new ResourceKey("type", "other"), "digest", ""));
    assertThat(calls).contains("Bearer first");
  }

  @Test
  void aReplicaFromBeforeRenderingSaysThatItCannot() throws Exception {
    serve(ServerServiceDefinition.builder("older.Service").build());

    try (RuntimeRenderer renderer = renderer()) {
      assertThatThrownBy(() -> renderer.shapes(1))
          .isInstanceOfSatisfying(
              RenderException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(RenderException.Cause.UNSUPPORTED);
                assertThat(e.words()).isEqualTo("a is of a version that cannot render proxies");
              });
    }
  }

  @Test
  void aReplicaThatIsGoneMayAnswerAnotherTime() throws Exception {
    serve(operatorApi());
    RuntimeRenderer renderer = renderer();
    server().shutdownNow().awaitTermination(5, TimeUnit.SECONDS);

    try (renderer) {
      assertThatThrownBy(() -> renderer.render("node", Set.of(), _ -> {}))
          .isInstanceOfSatisfying(
              RenderException.class,
              e -> assertThat(e.kind()).isEqualTo(RenderException.Cause.FAILED));
    }
  }

  private RuntimeRenderer renderer() throws RenderException {
    ReplicaClients factory = new ReplicaClients(token, port(), 1, executor);
    clients = factory;
    return factory.connect(
        new Replica("a", NAME, "pod", InetAddress.getLoopbackAddress().getHostAddress()),
        certificate.pem());
  }

  private ReplicaReport next() throws InterruptedException {
    ReplicaReport report = reports.poll(10, TimeUnit.SECONDS);
    return report == null ? new Silent("nothing came") : report;
  }

  private ReplicaClient open(String servingName) {
    return open(servingName, certificate.pem());
  }

  private ReplicaClient open(String servingName, String roots) {
    ReplicaClients factory =
        new ReplicaClients(
            token, port(), metrics == null ? 1 : metrics.getAddress().getPort(), executor);
    clients = factory;
    return factory.open(
        new Replica("a", servingName, "pod", InetAddress.getLoopbackAddress().getHostAddress()),
        roots,
        reports::add);
  }

  private Server server() {
    if (server == null) {
      throw new IllegalStateException("nobody serves");
    }
    return server;
  }

  private int port() {
    return server().getPort();
  }

  private void serve(ServerServiceDefinition service) throws Exception {
    serve(service, 0);
  }

  private void serve(ServerServiceDefinition service, int port) throws Exception {
    server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                TlsServerCredentials.newBuilder().keyManager(certificate.keyManagers()).build())
            .addService(service)
            .intercept(new TokenRecorder())
            .build()
            .start();
  }

  private void serveMetrics(String text) throws IOException {
    HttpServer started =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    metrics = started;
    started.createContext(
        "/metrics",
        exchange -> {
          byte[] body = text.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    started.start();
  }

  private ServerServiceDefinition operatorApi() {
    return ServerServiceDefinition.builder(OperatorApi.SERVICE)
        .addMethod(
            OperatorApi.WATCH_SESSIONS, ServerCalls.asyncServerStreamingCall(this::watchSessions))
        .addMethod(OperatorApi.MOVE_SESSIONS, ServerCalls.asyncUnaryCall(this::moveSessions))
        .addMethod(OperatorApi.LIST_SHAPES, ServerCalls.asyncUnaryCall(this::listShapes))
        .addMethod(
            OperatorApi.RENDER_PROXY, ServerCalls.asyncServerStreamingCall(this::renderProxy))
        .build();
  }

  private void watchSessions(WatchSessionsRequest request, StreamObserver<SessionReport> observer) {
    observer.onNext(
        SessionReport.newBuilder()
            .setRevision("a")
            .addGroups(
                SessionGroup.newBuilder()
                    .setNamespace("shop")
                    .setProxyVersion("1.2.3")
                    .setSessions(4))
            .build());
  }

  private void moveSessions(
      MoveSessionsRequest request, StreamObserver<MoveSessionsResponse> observer) {
    calls.add("move " + request.getSessions());
    observer.onNext(MoveSessionsResponse.getDefaultInstance());
    observer.onCompleted();
  }

  private void listShapes(ListShapesRequest request, StreamObserver<ListShapesResponse> observer) {
    observer.onNext(
        ListShapesResponse.newBuilder()
            .setTotalShapes(9)
            .addShapes(
                ProxyShape.newBuilder()
                    .setKey("key")
                    .setNamespace("shop")
                    .setProxies(request.getMaxShapes())
                    .setNode("node"))
            .build());
    observer.onCompleted();
  }

  private void renderProxy(RenderProxyRequest request, StreamObserver<RenderedResource> observer) {
    observer.onNext(
        RenderedResource.newBuilder()
            .setResource(request.getContentOf(0))
            .setDigest("digest")
            .setContent("content of " + request.getNode())
            .build());
    observer.onNext(
        RenderedResource.newBuilder()
            .setResource(ResourceName.newBuilder().setTypeUrl("type").setName("other"))
            .setDigest("digest")
            .build());
    observer.onCompleted();
  }

  private final class TokenRecorder implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      String authorization =
          headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER));
      calls.add(authorization == null ? "no token" : authorization);
      return next.startCall(call, headers);
    }
  }
}
