package io.meshwright.runtime.xds;

import static io.meshwright.runtime.xds.StreamHarness.BANK;
import static io.meshwright.runtime.xds.StreamHarness.CART;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Value;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.meshwright.xds.XdsType;
import io.meshwright.xds.proto.nds.NameTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The incremental protocol as a client sees it. */
final class DeltaStreamTest extends DeltaClient {

  @Test
  void allClustersAreSentToWhoNamesNone() {
    assertThat(names(send(XdsType.CLUSTER, request -> request)))
        .contains(CART, BANK, "PassthroughCluster");
  }

  @Test
  void onlyWhatChangedIsSentAndWhatIsGoneIsNamed() {
    Map<String, String> first = acknowledged(XdsType.CLUSTER, request -> request);
    mesh.timeout("cart", 3);
    DeltaDiscoveryResponse changed = next();
    assertThat(names(changed)).containsExactly(CART);
    assertThat(versions(changed).get(CART)).isNotEqualTo(first.get(CART));
    acknowledge(XdsType.CLUSTER, changed);

    mesh.deleteService("cart");
    DeltaDiscoveryResponse removed = next();
    assertThat(names(removed)).isEmpty();
    assertThat(removed.getRemovedResourcesList()).containsExactly(CART);
    acknowledge(XdsType.CLUSTER, removed);
    nothingMoreIsSent();
  }

  @Test
  void endpointsOfAClusterThatChangedAreSentAgain() {
    acknowledged(XdsType.CLUSTER, request -> request);
    acknowledged(XdsType.ENDPOINT, request -> request.addResourceNamesSubscribe(CART));
    mesh.timeout("cart", 3);
    DeltaDiscoveryResponse clusters = next();
    assertThat(names(clusters)).containsExactly(CART);
    DeltaDiscoveryResponse endpoints = next();
    assertThat(endpoints.getTypeUrl()).isEqualTo(XdsType.ENDPOINT.typeUrl());
    assertThat(names(endpoints)).containsExactly(CART);
    acknowledge(XdsType.CLUSTER, clusters);
    acknowledge(XdsType.ENDPOINT, endpoints);
    nothingMoreIsSent();
  }

  @Test
  void changesBeforeTheAnswerAreMergedIntoOneResponse() {
    DeltaDiscoveryResponse first = send(XdsType.CLUSTER, request -> request);
    mesh.timeout("cart", 3);
    mesh.timeout("bank", 4);
    mesh.timeout("cart", 5);
    nothingMoreIsSent();
    acknowledge(XdsType.CLUSTER, first);
    DeltaDiscoveryResponse merged = next();
    assertThat(names(merged)).containsExactlyInAnyOrder(CART, BANK);
    acknowledge(XdsType.CLUSTER, merged);
    nothingMoreIsSent();
  }

  @Test
  void rejectionIsRememberedAndTheSameIsNotSentAgain() {
    DeltaDiscoveryResponse first = send(XdsType.CLUSTER, request -> request);
    send(
        XdsType.CLUSTER,
        request ->
            request
                .setResponseNonce(first.getNonce())
                .setErrorDetail(Status.newBuilder().setMessage("no such filter")));
    nothingMoreIsSent();
    assertThat(mesh.registry.views())
        .singleElement()
        .satisfies(
            view -> {
              assertThat(view.types().get(XdsType.CLUSTER))
                  .extracting(ConnectedProxy.Exchange::state)
                  .isEqualTo(ConnectedProxy.State.REJECTED);
              assertThat(view.rejections()).containsEntry(XdsType.CLUSTER, "no such filter");
            });

    mesh.timeout("cart", 3);
    DeltaDiscoveryResponse fixed = next();
    assertThat(names(fixed)).containsExactly(CART);
    acknowledge(XdsType.CLUSTER, fixed);
    // the other clusters of the refused response are still missing
    assertThat(mesh.registry.views().getFirst().rejections()).containsKey(XdsType.CLUSTER);
  }

  @Test
  void answerToAnOlderResponseChangesNothing() {
    DeltaDiscoveryResponse first = send(XdsType.CLUSTER, request -> request);
    acknowledge(XdsType.CLUSTER, first);
    mesh.timeout("cart", 3);
    DeltaDiscoveryResponse second = next();
    acknowledge(XdsType.CLUSTER, first);
    mesh.timeout("cart", 4);
    assertThat(mesh.responses).as("the second waits for its answer").isEmpty();
    acknowledge(XdsType.CLUSTER, second);
    assertThat(names(next())).containsExactly(CART);
    assertThat(mesh.meters.get("pilot_xds_expired_nonce").gauge().value()).isEqualTo(1);
  }

  @Test
  void onlyEndpointsOfTheServiceThatChangedAreSent() {
    acknowledged(
        XdsType.ENDPOINT,
        request -> request.addResourceNamesSubscribe(CART).addResourceNamesSubscribe(BANK));
    mesh.endpoint("cart", "10.0.0.1");
    DeltaDiscoveryResponse changed = next();
    assertThat(names(changed)).containsExactly(CART);
    assertThat(changed.getRemovedResourcesList()).isEmpty();
    acknowledge(XdsType.ENDPOINT, changed);
    nothingMoreIsSent();
  }

  @Test
  void extensionIsSentWhenItComesChangesAndGoes() {
    acknowledged(XdsType.EXTENSION_CONFIG, request -> request.addResourceNamesSubscribe("lua"));
    mesh.extension("lua", "-- one");
    DeltaDiscoveryResponse one = next();
    assertThat(names(one)).containsExactly("lua");
    acknowledge(XdsType.EXTENSION_CONFIG, one);

    mesh.extension("lua", "-- two");
    DeltaDiscoveryResponse two = next();
    assertThat(names(two)).containsExactly("lua");
    acknowledge(XdsType.EXTENSION_CONFIG, two);

    mesh.extension("other", "-- three");
    nothingMoreIsSent();

    mesh.deleteExtension("lua");
    assertThat(next().getRemovedResourcesList()).containsExactly("lua");
  }

  @Test
  void nameThatIsUnsubscribedIsNotSentUntilItIsWantedAgain() {
    acknowledged(XdsType.ENDPOINT, request -> request.addResourceNamesSubscribe(CART));
    send(XdsType.ENDPOINT, request -> request.addResourceNamesUnsubscribe(CART));
    mesh.endpoint("cart", "10.0.0.1");
    nothingMoreIsSent();
    assertThat(names(send(XdsType.ENDPOINT, request -> request.addResourceNamesSubscribe(CART))))
        .containsExactly(CART);
  }

  @Test
  void nameThatIsWantedTwiceIsSentTwice() {
    acknowledged(XdsType.ENDPOINT, request -> request.addResourceNamesSubscribe(CART));
    assertThat(names(send(XdsType.ENDPOINT, request -> request.addResourceNamesSubscribe(CART))))
        .containsExactly(CART);
  }

  @Test
  void wildcardCanBeGivenUpForNames() {
    acknowledged(
        XdsType.CLUSTER,
        request -> request.addResourceNamesSubscribe("*").addResourceNamesSubscribe(CART));
    send(XdsType.CLUSTER, request -> request.addResourceNamesUnsubscribe("*"));
    mesh.timeout("bank", 3);
    nothingMoreIsSent();
    mesh.timeout("cart", 3);
    assertThat(names(next())).containsExactly(CART);
  }

  @Test
  void nameThatDoesNotExistIsSaidToBeGone() {
    acknowledged(XdsType.CLUSTER, request -> request.addResourceNamesSubscribe(CART));
    DeltaDiscoveryResponse answer =
        send(XdsType.CLUSTER, request -> request.addResourceNamesSubscribe("outbound|80||none"));
    assertThat(names(answer)).isEmpty();
    assertThat(answer.getRemovedResourcesList()).containsExactly("outbound|80||none");
    acknowledge(XdsType.CLUSTER, answer);
    nothingMoreIsSent();
  }

  @Test
  void clientThatComesBackGetsOnlyTheDifference() {
    Map<String, String> known = new HashMap<>(acknowledged(XdsType.CLUSTER, request -> request));
    known.put(BANK, "another");
    known.put("outbound|80||gone", "old");
    DeltaDiscoveryResponse answer = reconnected(known);
    assertThat(names(answer)).containsExactly(BANK);
    assertThat(answer.getRemovedResourcesList()).containsExactly("outbound|80||gone");
  }

  @Test
  void clientThatComesBackAndLacksNothingIsAnsweredAllTheSame() {
    Map<String, String> known = acknowledged(XdsType.CLUSTER, request -> request);
    DeltaDiscoveryResponse answer = reconnected(known);
    assertThat(answer.getResourcesList()).isEmpty();
    assertThat(answer.getRemovedResourcesList()).isEmpty();
    assertThat(answer.getNonce()).isNotEmpty();
  }

  @Test
  void clusterIsTakenAwayOnlyAfterListenersAreAcknowledged() {
    acknowledged(XdsType.CLUSTER, request -> request);
    acknowledged(XdsType.LISTENER, request -> request);
    acknowledged(XdsType.ROUTE, request -> request.addResourceNamesSubscribe("80"));
    mesh.deleteService("cart");
    DeltaDiscoveryResponse routes = next();
    assertThat(routes.getTypeUrl()).isEqualTo(XdsType.ROUTE.typeUrl());
    assertThat(mesh.responses).as("the cluster stays until nothing refers to it").isEmpty();
    acknowledge(XdsType.ROUTE, routes);
    assertThat(next().getRemovedResourcesList()).containsExactly(CART);
  }

  @Test
  void namesFollowTheReadyPodsOfHeadlessServicesForThoseWhoAnswerQueries() throws Exception {
    mesh.headlessService("db");
    mesh.endpoint("db", "10.0.0.1");
    Node resolving =
        StreamHarness.NODE.toBuilder()
            .setMetadata(
                StreamHarness.NODE.getMetadata().toBuilder()
                    .putFields("DNS_CAPTURE", Value.newBuilder().setStringValue("true").build()))
            .build();
    DeltaDiscoveryResponse first = send(XdsType.NAME_TABLE, request -> request.setNode(resolving));
    acknowledge(XdsType.NAME_TABLE, first);
    assertThat(addressesOfDb(first)).containsExactly("10.0.0.1");

    mesh.endpoint("db", "10.0.0.2");
    DeltaDiscoveryResponse moved = next();
    acknowledge(XdsType.NAME_TABLE, moved);
    assertThat(addressesOfDb(moved)).containsExactly("10.0.0.2");

    mesh.endpoint("cart", "10.0.0.3");
    nothingMoreIsSent();
  }

  private static List<String> addressesOfDb(DeltaDiscoveryResponse response) throws Exception {
    assertThat(response.getTypeUrl())
        .isEqualTo("type.googleapis.com/istio.networking.nds.v1.NameTable");
    return response
        .getResources(0)
        .getResource()
        .unpack(NameTable.class)
        .getTableOrThrow("db.shop.svc.cluster.local")
        .getIpsList();
  }

  @Test
  void namesAreForThoseOnlyWhoAnswerQueries() {
    assertThat(send(XdsType.NAME_TABLE, request -> request).getResourcesList()).isEmpty();
  }

  @Test
  void typeThatIsNotServedIsAnsweredWithNothing() {
    DeltaDiscoveryRequest.Builder request =
        DeltaDiscoveryRequest.newBuilder()
            .setNode(StreamHarness.NODE)
            .setTypeUrl("type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig");
    delta.request(request.build(), stream, mesh.resources());
    assertThat(next().getResourcesList()).isEmpty();
    delta.request(request.setResponseNonce("0").build(), stream, mesh.resources());
    nothingMoreIsSent();
  }

  @Test
  void nodeThatSaysNonsenseIsRefusedByName() {
    delta.request(
        DeltaDiscoveryRequest.newBuilder()
            .setNode(Node.newBuilder().setId("nonsense"))
            .setTypeUrl(XdsType.CLUSTER.typeUrl())
            .build(),
        stream,
        mesh.resources());
    io.grpc.Status status = io.grpc.Status.fromThrowable(mesh.end().orElseThrow());
    assertThat(status.getCode()).isEqualTo(io.grpc.Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).contains("nonsense");
    assertThat(mesh.registry.views()).isEmpty();
  }

  @Test
  void clientThatIsGoneIsForgotten() {
    acknowledged(XdsType.CLUSTER, request -> request);
    assertThat(mesh.registry.views()).hasSize(1);
    stream.gone();
    assertThat(mesh.registry.views()).isEmpty();
    mesh.timeout("cart", 3);
    nothingMoreIsSent();
  }

  private DeltaDiscoveryResponse reconnected(Map<String, String> known) {
    DeltaStream again = new DeltaStream(mesh, mesh::ready);
    ProxyStream other = mesh.open(again);
    again.request(
        DeltaDiscoveryRequest.newBuilder()
            .setNode(StreamHarness.NODE)
            .setTypeUrl(XdsType.CLUSTER.typeUrl())
            .putAllInitialResourceVersions(known)
            .build(),
        other,
        mesh.resources());
    return next();
  }

  private Map<String, String> acknowledged(
      XdsType type, UnaryOperator<DeltaDiscoveryRequest.Builder> request) {
    DeltaDiscoveryResponse response = send(type, request);
    acknowledge(type, response);
    return versions(response);
  }

  private static Map<String, String> versions(DeltaDiscoveryResponse response) {
    Map<String, String> versions = new HashMap<>();
    response.getResourcesList().forEach(r -> versions.put(r.getName(), r.getVersion()));
    return versions;
  }
}
