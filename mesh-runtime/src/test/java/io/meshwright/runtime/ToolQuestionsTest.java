package io.meshwright.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.envoyproxy.envoy.admin.v3.ClustersConfigDump;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.envoyproxy.envoy.service.status.v3.ClientConfig;
import io.envoyproxy.envoy.service.status.v3.ConfigStatus;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.meshwright.runtime.debug.DebugPages;
import io.meshwright.runtime.debug.DebugStreams;
import io.meshwright.runtime.debug.Replica;
import io.meshwright.runtime.delivery.DeliveryHub;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.identity.Caller;
import io.meshwright.runtime.identity.Clearance;
import io.meshwright.runtime.snapshot.MeshPublisher;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.runtime.xds.AggregatedDiscovery;
import io.meshwright.runtime.xds.ConnectedProxies;
import io.meshwright.runtime.xds.MeshRoots;
import io.meshwright.xds.SpiffeId;
import io.meshwright.xds.TrustDomain;
import io.meshwright.xds.XdsType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code istioctl} asks over the discovery service, and what it is told of a proxy. */
@SuppressWarnings("NullAway.Init") // set before each test
final class ToolQuestionsTest {

  private static final String PROXY = "sidecar~10.0.0.9~client.shop~shop.svc.cluster.local";
  private static final String SYNC = "istio.io/debug/syncz";
  private static final String DUMP = "istio.io/debug/config_dump";
  private static final Metadata.Key<String> NAMESPACE =
      Metadata.Key.of("namespace", Metadata.ASCII_STRING_MARSHALLER);

  private final InstantSource clock = InstantSource.system();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ConnectedProxies proxies = new ConnectedProxies(meters, clock);
  private final ExecutorService executor = Executors.newFixedThreadPool(2);
  private final MeshPublisher publisher =
      new MeshPublisher(new Discovery(MeshYaml.SETTINGS), Duration.ZERO, clock, meters);
  private Server server;
  private ManagedChannel channel;

  /** In place of authentication: the caller is of the namespace that it names. */
  private static final class Believing implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      Caller caller =
          new Caller(
              new SpiffeId(
                  TrustDomain.DEFAULT, Objects.requireNonNull(headers.get(NAMESPACE)), "default"),
              Caller.Credential.TOKEN);
      return Contexts.interceptCall(
          Context.current().withValue(Caller.CONTEXT_KEY, caller), call, headers, next);
    }
  }

  @BeforeEach
  void start() throws IOException {
    DebugPages pages = new DebugPages(publisher, proxies);
    DebugStreams questions = new DebugStreams(pages, new Replica("istiod-a-0", "1.2.3", "a"));
    DeliveryHub deliveries = new DeliveryHub(publisher, executor, clock);
    server =
        InProcessServerBuilder.forName("tools")
            .intercept(new Believing())
            .addService(
                new AggregatedDiscovery(
                    deliveries,
                    proxies,
                    executor,
                    ClusterAssembly.peers(
                        _ -> false,
                        new MeshRoots(),
                        caller -> questions.answers(Clearance.of(caller, "istio-system")))))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName("tools").build();
    publisher.start();
    publisher.changed(
        MeshYaml.upserted(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: cart, namespace: shop}
            spec: {clusterIP: 10.96.0.1, ports: [{name: http, port: 80}]}
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: cart, namespace: shop, generation: 3}
            spec: {host: cart}
            """));
    publisher.synced();
    await().until(() -> publisher.current().isPresent());
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    server.shutdownNow();
    publisher.close();
    executor.shutdownNow();
  }

  @Test
  void proxyThatWasSentSomethingIsStaleUntilItAcknowledges() throws Exception {
    Stream proxy = connect();
    proxy.send(request(XdsType.CLUSTER.typeUrl()).build());
    DiscoveryResponse clusters = proxy.next();
    await().until(() -> !proxies.views().getFirst().types().isEmpty());

    DiscoveryResponse answer = ask("istio-system", SYNC);
    assertThat(answer.getControlPlane().getIdentifier())
        .contains("\"Component\":\"istiod\"", "\"ID\":\"istiod-a-0\"", "\"version\":\"1.2.3\"");
    assertThat(status(answer, XdsType.CLUSTER)).isEqualTo(ConfigStatus.STALE);
    assertThat(status(answer, XdsType.LISTENER)).isEqualTo(ConfigStatus.NOT_SENT);

    proxy.send(
        request(clusters.getTypeUrl())
            .setResponseNonce(clusters.getNonce())
            .setVersionInfo(clusters.getVersionInfo())
            .build());
    await()
        .untilAsserted(
            () ->
                assertThat(status(ask("istio-system", SYNC), XdsType.CLUSTER))
                    .isEqualTo(ConfigStatus.SYNCED));
  }

  @Test
  void pageOfEachNameIsJson() throws Exception {
    Stream proxy = connect();
    proxy.send(request(XdsType.CLUSTER.typeUrl()).build());
    String nonce = proxy.next().getNonce();
    await().until(() -> !proxies.views().getFirst().types().isEmpty());

    JsonNode client = json(ask("istio-system", "istio.io/debug", "syncz?namespace=shop")).get(0);
    assertThat(client.path("proxy").asText()).isEqualTo(PROXY);
    assertThat(client.path("cluster_sent").asText()).isEqualTo(nonce);
    assertThat(client.has("cluster_acked")).isFalse();
    assertThat(json(ask("istio-system", "istio.io/debug", "syncz?namespace=bank"))).isEmpty();
    assertThat(
            json(ask("istio-system", "istio.io/debug", "registryz")).findValuesAsText("hostname"))
        .containsExactly("cart.shop.svc.cluster.local");
    assertThat(json(ask("istio-system", "istio.io/debug", "endpointz")).findValuesAsText("svc"))
        .containsExactly("cart.shop.svc.cluster.local:http");
    assertThat(json(ask("istio-system", "istio.io/debug", "clusterz")).toString())
        .isEqualTo("[{\"id\":\"Kubernetes\",\"secretName\":\"\",\"syncStatus\":\"synced\"}]");
    JsonNode dump = json(ask("shop", "istio.io/debug", "config_dump?proxyID=client.shop"));
    assertThat(dump.path("configs").get(0).path("dynamic_active_clusters")).isNotEmpty();
  }

  @Test
  void generationIsSaidOfProxiesThatHaveAcknowledgedIt() throws Exception {
    String rule =
        "config_distribution?resource=networking.istio.io/v1/DestinationRule/shop/cart"
            + "&proxy_namespace=shop";
    Stream proxy = connect();
    proxy.send(request(XdsType.CLUSTER.typeUrl()).build());
    DiscoveryResponse clusters = proxy.next();
    await().until(() -> !proxies.views().getFirst().types().isEmpty());
    assertThat(json(ask("istio-system", "istio.io/debug", rule)).toString())
        .isEqualTo("[{\"proxy\":\"client.shop\"}]");

    proxy.send(
        request(clusters.getTypeUrl())
            .setResponseNonce(clusters.getNonce())
            .setVersionInfo(clusters.getVersionInfo())
            .build());
    await()
        .untilAsserted(
            () ->
                assertThat(json(ask("istio-system", "istio.io/debug", rule)).toString())
                    .isEqualTo(
                        """
                        [{"proxy":"client.shop","cluster_acked":"3","endpoint_acked":"3",\
                        "listener_acked":"3","route_acked":"3"}]"""));
  }

  @Test
  void dumpHasTheSectionsOfEnvoy() throws Exception {
    connect().send(request(XdsType.CLUSTER.typeUrl()).build());
    await().until(() -> proxies.views().size() == 1);

    DiscoveryResponse answer = ask("shop", DUMP, PROXY);
    assertThat(answer.getResourcesList())
        .extracting(section -> section.getTypeUrl().replaceAll(".*\\.", ""))
        .containsExactly(
            "ClustersConfigDump",
            "ListenersConfigDump",
            "RoutesConfigDump",
            "EcdsConfigDump",
            "SecretsConfigDump",
            "EndpointsConfigDump");
    assertThat(answer.getResources(0).unpack(ClustersConfigDump.class).toString())
        .contains("outbound|80||cart.shop.svc.cluster.local");
  }

  @Test
  void whoeverIsNotOfTheRootNamespaceSeesItsOwnProxiesOnly() throws Exception {
    connect().send(request(XdsType.CLUSTER.typeUrl()).build());
    await().until(() -> proxies.views().size() == 1);

    assertRefused("PERMISSION_DENIED", "shop", SYNC);
    assertRefused("PERMISSION_DENIED", "shop", "istio.io/debug", "registryz");
    assertRefused("NOT_FOUND", "bank", DUMP, "client.shop");
    assertRefused("NOT_FOUND", "istio-system", "istio.io/debug", "pprof");
    assertRefused("INVALID_ARGUMENT", "istio-system", DUMP);
    assertRefused(
        "INVALID_ARGUMENT",
        "istio-system",
        "istio.io/debug",
        "config_distribution?resource=VirtualService/shop/cart");
    assertRefused("PERMISSION_DENIED", "shop", "istio.io/debug", "clusterz");
  }

  @Test
  void theIncrementalFormTellsTheSameByName() throws Exception {
    connect().send(request(XdsType.CLUSTER.typeUrl()).build());
    await().until(() -> proxies.views().size() == 1);

    DeltaDiscoveryResponse clients = askDelta("istio-system", SYNC);
    assertThat(clients.getControlPlane().getIdentifier()).contains("\"ID\":\"istiod-a-0\"");
    assertThat(clients.getResourcesList()).extracting(Resource::getName).containsExactly(PROXY);
    assertThat(clients.getResources(0).getResource().unpack(ClientConfig.class).getNode().getId())
        .isEqualTo(PROXY);
    assertThat(askDelta("shop", DUMP, PROXY).getResourcesList())
        .extracting(section -> section.getName().replaceAll(".*\\.", ""))
        .contains("ClustersConfigDump", "EndpointsConfigDump")
        .doesNotHaveDuplicates();
    assertThat(askDelta("istio-system", "istio.io/debug", "registryz").getResources(0).getName())
        .isEqualTo("registryz");
    assertThatThrownBy(() -> askDelta("shop", SYNC)).hasMessageContaining("PERMISSION_DENIED");
  }

  private DeltaDiscoveryResponse askDelta(String namespace, String type, String... names)
      throws Exception {
    CompletableFuture<DeltaDiscoveryResponse> response = new CompletableFuture<>();
    AggregatedDiscoveryServiceGrpc.newStub(channel)
        .withInterceptors(caller(namespace))
        .deltaAggregatedResources(
            new StreamObserver<>() {
              @Override
              public void onNext(DeltaDiscoveryResponse next) {
                response.complete(next);
              }

              @Override
              public void onError(Throwable cause) {
                response.completeExceptionally(cause);
              }

              @Override
              public void onCompleted() {
                response.completeExceptionally(new AssertionError("a stream does not complete"));
              }
            })
        .onNext(
            DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(type)
                .addAllResourceNamesSubscribe(Arrays.asList(names))
                .build());
    return response.get(30, TimeUnit.SECONDS);
  }

  private static ClientInterceptor caller(String namespace) {
    Metadata headers = new Metadata();
    headers.put(NAMESPACE, namespace);
    return MetadataUtils.newAttachHeadersInterceptor(headers);
  }

  private void assertRefused(String code, String namespace, String type, String... names) {
    assertThatThrownBy(() -> ask(namespace, type, names))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining(code);
  }

  /** The client's end of a stream. */
  private static final class Stream implements StreamObserver<DiscoveryResponse> {
    private CompletableFuture<DiscoveryResponse> response = new CompletableFuture<>();
    private StreamObserver<DiscoveryRequest> requests;

    void send(DiscoveryRequest request) {
      requests.onNext(request);
    }

    DiscoveryResponse next() throws Exception {
      return response.get(30, TimeUnit.SECONDS);
    }

    @Override
    public void onNext(DiscoveryResponse next) {
      response.complete(next);
    }

    @Override
    public void onError(Throwable cause) {
      response.completeExceptionally(cause);
    }

    @Override
    public void onCompleted() {
      response.completeExceptionally(new AssertionError("a stream does not complete"));
    }
  }

  private Stream connect() {
    return open("shop");
  }

  private Stream open(String namespace) {
    Stream stream = new Stream();
    stream.requests =
        AggregatedDiscoveryServiceGrpc.newStub(channel)
            .withInterceptors(caller(namespace))
            .streamAggregatedResources(stream);
    return stream;
  }

  private DiscoveryResponse ask(String namespace, String type, String... names) throws Exception {
    Stream stream = open(namespace);
    stream.send(
        DiscoveryRequest.newBuilder()
            .setTypeUrl(type)
            .addAllResourceNames(Arrays.asList(names))
            .build());
    return stream.next();
  }

  private static DiscoveryRequest.Builder request(String type) {
    return DiscoveryRequest.newBuilder()
        .setTypeUrl(type)
        .setNode(
            Node.newBuilder()
                .setId(PROXY)
                .setMetadata(
                    com.google.protobuf.Struct.newBuilder()
                        .putFields(
                            "SERVICE_ACCOUNT",
                            com.google.protobuf.Value.newBuilder()
                                .setStringValue("default")
                                .build())));
  }

  private static ConfigStatus status(DiscoveryResponse answer, XdsType type) throws Exception {
    ClientConfig client = answer.getResources(0).unpack(ClientConfig.class);
    assertThat(client.getNode().getId()).isEqualTo(PROXY);
    return client.getGenericXdsConfigsList().stream()
        .filter(config -> config.getTypeUrl().equals(type.typeUrl()))
        .findFirst()
        .orElseThrow()
        .getConfigStatus();
  }

  private static JsonNode json(DiscoveryResponse answer) throws IOException {
    assertThat(answer.getResources(0).getTypeUrl()).isEqualTo("istio.io/debug");
    return new ObjectMapper().readTree(answer.getResources(0).getValue().toStringUtf8());
  }
}
