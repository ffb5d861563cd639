package io.meshwright.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.meshwright.runtime.operatorapi.OperatorApi;
import io.meshwright.xds.XdsType;
import io.meshwright.xds.proto.operator.v1.ListNodesRequest;
import io.meshwright.xds.proto.operator.v1.ListSessionsRequest;
import io.meshwright.xds.proto.operator.v1.ListShapesRequest;
import io.meshwright.xds.proto.operator.v1.ListShapesResponse;
import io.meshwright.xds.proto.operator.v1.ReadTrafficRequest;
import io.meshwright.xds.proto.operator.v1.RenderProxyRequest;
import io.meshwright.xds.proto.operator.v1.RenderedResource;
import io.meshwright.xds.proto.operator.v1.ResourceName;
import io.meshwright.xds.proto.operator.v1.SessionGroup;
import io.meshwright.xds.proto.operator.v1.SessionReport;
import io.meshwright.xds.proto.operator.v1.TroubleReport;
import io.meshwright.xds.proto.operator.v1.TrustReport;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the operator may ask a replica, and who may ask. */
final class OperatorApiTest extends OperatorApiBed {

  @Test
  void reportComesAtOnceAndWhenAProxyComesOrGoes() throws Exception {
    Iterator<SessionReport> reports = watch(OPERATOR);
    assertThat(reports.next())
        .isEqualTo(
            SessionReport.newBuilder()
                .setRevision("a")
                .setReady(true)
                .setTroubles(TroubleReport.getDefaultInstance())
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
  void connectedProxiesAreNamed() throws Exception {
    connect(channel(), "cart");
    await().until(() -> proxies.views().size() == 1);
    var told =
        ClientCalls.blockingServerStreamingCall(
            authorized(OPERATOR),
            OperatorApi.LIST_NODES,
            CallOptions.DEFAULT,
            ListNodesRequest.getDefaultInstance());
    assertThat(told.next().getNodesList())
        .singleElement()
        .satisfies(node -> assertThat(node).contains("cart.shop"));
    assertThat(told.hasNext()).isFalse();
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
}
