package io.meshwright.runtime.xds;

import static io.meshwright.runtime.xds.StreamHarness.BANK;
import static io.meshwright.runtime.xds.StreamHarness.CART;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.meshwright.xds.XdsType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The protocol of whole sets as a client sees it. */
final class StateOfTheWorldStreamTest {

  private final StreamHarness<DiscoveryResponse> mesh = new StreamHarness<>();
  private final StateOfTheWorldStream world = new StateOfTheWorldStream(mesh, mesh::ready);
  private final ProxyStream stream = mesh.open(world);

  @Test
  void eachResponseCarriesAllClusters() throws Exception {
    ask(XdsType.CLUSTER, "");
    DiscoveryResponse first = next();
    assertThat(names(first)).contains(CART, BANK);
    acknowledge(first);
    mesh.timeout("cart", 3);
    DiscoveryResponse second = next();
    assertThat(names(second)).isEqualTo(names(first));
    assertThat(second.getVersionInfo()).isNotEqualTo(first.getVersionInfo());
    acknowledge(second);

    mesh.deleteService("cart");
    assertThat(names(next())).contains(BANK).doesNotContain(CART);
  }

  @Test
  void acknowledgementIsNotAnswered() {
    ask(XdsType.CLUSTER, "");
    acknowledge(next());
    assertThat(mesh.responses).isEmpty();
  }

  @Test
  void rejectionIsRememberedAndTheSameIsNotSentAgain() throws Exception {
    ask(XdsType.CLUSTER, "");
    DiscoveryResponse first = next();
    request(
        DiscoveryRequest.newBuilder()
            .setTypeUrl(first.getTypeUrl())
            .setResponseNonce(first.getNonce())
            .setErrorDetail(Status.newBuilder().setMessage("no such filter")));
    assertThat(mesh.responses).isEmpty();
    assertThat(mesh.registry.views().getFirst().rejections())
        .containsEntry(XdsType.CLUSTER, "no such filter");
    mesh.timeout("cart", 3);
    assertThat(names(next())).contains(CART);
  }

  @Test
  void longerListIsAnsweredAtOnceAndShorterOneEndsTheSubscription() throws Exception {
    ask(XdsType.ENDPOINT, "", CART);
    DiscoveryResponse first = next();
    assertThat(names(first)).containsExactly(CART);
    acknowledge(first, CART);

    ask(XdsType.ENDPOINT, first.getNonce(), CART, BANK);
    DiscoveryResponse second = next();
    assertThat(names(second)).containsExactlyInAnyOrder(CART, BANK);
    acknowledge(second, CART, BANK);

    ask(XdsType.ENDPOINT, second.getNonce(), BANK);
    mesh.endpoint("cart", "10.0.0.1");
    assertThat(mesh.responses).isEmpty();
    mesh.endpoint("bank", "10.0.0.2");
    assertThat(names(next())).containsExactly(BANK);
  }

  /** Clusters warm up until their endpoints come, also if those are the same as before (X2). */
  @Test
  void endpointsAreSentAgainToWhoAsksAfterNewClusters() throws Exception {
    ask(XdsType.CLUSTER, "");
    DiscoveryResponse clusters = next();
    acknowledge(clusters);
    ask(XdsType.ENDPOINT, "", CART);
    DiscoveryResponse endpoints = next();
    acknowledge(endpoints, CART);

    mesh.timeout("cart", 3);
    acknowledge(next());
    ask(XdsType.ENDPOINT, endpoints.getNonce(), CART);
    DiscoveryResponse again = next();
    assertThat(names(again)).containsExactly(CART);
    acknowledge(again, CART);
    assertThat(mesh.responses).isEmpty();
  }

  @Test
  void answerToAnOlderResponseChangesNothing() throws Exception {
    ask(XdsType.ENDPOINT, "", CART);
    DiscoveryResponse first = next();
    acknowledge(first, CART);
    mesh.endpoint("cart", "10.0.0.1");
    DiscoveryResponse second = next();
    ask(XdsType.ENDPOINT, first.getNonce(), CART, BANK);
    assertThat(mesh.responses).isEmpty();
    acknowledge(second, CART, BANK);
    assertThat(names(next())).containsExactlyInAnyOrder(CART, BANK);
  }

  private void ask(XdsType type, String nonce, String... names) {
    request(
        DiscoveryRequest.newBuilder()
            .setNode(StreamHarness.NODE)
            .setTypeUrl(type.typeUrl())
            .setResponseNonce(nonce)
            .addAllResourceNames(List.of(names)));
  }

  private void acknowledge(DiscoveryResponse response, String... names) {
    request(
        DiscoveryRequest.newBuilder()
            .setTypeUrl(response.getTypeUrl())
            .setVersionInfo(response.getVersionInfo())
            .setResponseNonce(response.getNonce())
            .addAllResourceNames(List.of(names)));
  }

  private void request(DiscoveryRequest.Builder request) {
    world.request(request.build(), stream, mesh.resources());
  }

  private DiscoveryResponse next() {
    return mesh.responses.remove();
  }

  private static List<String> names(DiscoveryResponse response)
      throws InvalidProtocolBufferException {
    List<String> names = new ArrayList<>();
    for (Any resource : response.getResourcesList()) {
      names.add(
          resource.is(Cluster.class)
              ? resource.unpack(Cluster.class).getName()
              : resource.unpack(ClusterLoadAssignment.class).getClusterName());
    }
    return names;
  }
}
