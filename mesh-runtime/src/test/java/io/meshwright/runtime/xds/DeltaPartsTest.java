package io.meshwright.runtime.xds;

import static io.meshwright.runtime.xds.StreamHarness.BANK;
import static io.meshwright.runtime.xds.StreamHarness.CART;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Status;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.meshwright.xds.XdsType;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** How much is sent at once to a client of the incremental protocol. */
final class DeltaPartsTest extends DeltaClient {

  /** Services whose clusters are several parts. */
  private static final int MANY = 1_500;

  @Test
  void muchComesInPartsEachAfterTheAnswerToTheOneBefore() {
    mesh.services(MANY);
    Set<String> names = new TreeSet<>();
    DeltaDiscoveryResponse part = send(XdsType.CLUSTER, request -> request);
    int parts = 1;
    while (part.getResourcesCount() > 0) {
      assertThat(part.getSerializedSize()).isLessThan(300_000);
      assertThat(names).doesNotContainAnyElementsOf(names(part));
      names.addAll(names(part));
      nothingMoreIsSent();
      acknowledge(XdsType.CLUSTER, part);
      part = mesh.responses.isEmpty() ? DeltaDiscoveryResponse.getDefaultInstance() : next();
      parts++;
    }
    assertThat(parts).isGreaterThan(3);
    assertThat(names).hasSizeGreaterThan(MANY).contains(CART, BANK);
    mesh.timeout("cart", 3);
    assertThat(names(next())).containsExactly(CART);
  }

  @Test
  void whatRefersToARestWaitsForIt() {
    mesh.services(MANY);
    DeltaDiscoveryResponse clusters = send(XdsType.CLUSTER, request -> request);
    assertThat(send(XdsType.LISTENER, request -> request).getResourcesList()).isEmpty();
    while (clusters.getTypeUrl().equals(XdsType.CLUSTER.typeUrl())) {
      acknowledge(XdsType.CLUSTER, clusters);
      clusters = next();
      // the last part may be followed by what has waited for it
    }
    assertThat(clusters.getTypeUrl()).isEqualTo(XdsType.LISTENER.typeUrl());
  }

  @Test
  void endpointsOfAPartDoNotWaitForTheRest() {
    mesh.services(MANY);
    send(XdsType.CLUSTER, request -> request);
    assertThat(names(send(XdsType.ENDPOINT, request -> request.addResourceNamesSubscribe(CART))))
        .containsExactly(CART);
  }

  @Test
  void clientThatGoesOnGetsAllAtOnce() {
    mesh.services(MANY);
    assertThat(
            names(
                send(XdsType.CLUSTER, request -> request.putInitialResourceVersions(CART, "old"))))
        .hasSizeGreaterThan(MANY);
    nothingMoreIsSent();
  }

  @Test
  void laterChangesComeAtOnce() {
    acknowledge(XdsType.CLUSTER, send(XdsType.CLUSTER, request -> request));
    mesh.services(MANY);
    assertThat(names(next())).hasSize(MANY);
    nothingMoreIsSent();
  }

  @Test
  void partThatIsRefusedIsFollowedByTheRest() {
    mesh.services(MANY);
    DeltaDiscoveryResponse first = send(XdsType.CLUSTER, request -> request);
    DeltaDiscoveryResponse second =
        send(
            XdsType.CLUSTER,
            request ->
                request
                    .setResponseNonce(first.getNonce())
                    .setErrorDetail(Status.newBuilder().setMessage("no")));
    assertThat(names(second)).isNotEmpty().doesNotContainAnyElementsOf(names(first));
  }

  @Test
  void nothingIsSentBeforeWhatWasSentHasLeft() {
    mesh.ready(false);
    assertThat(send(XdsType.CLUSTER, request -> request).getResourcesList()).isEmpty();
    assertThat(send(XdsType.LISTENER, request -> request).getResourcesList()).isEmpty();
    mesh.timeout("cart", 3);
    nothingMoreIsSent();

    mesh.ready(true);
    stream.flush();
    assertThat(next().getTypeUrl()).isEqualTo(XdsType.CLUSTER.typeUrl());
    assertThat(next().getTypeUrl()).isEqualTo(XdsType.LISTENER.typeUrl());
    nothingMoreIsSent();
  }
}
