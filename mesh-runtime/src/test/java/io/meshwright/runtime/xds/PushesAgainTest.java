package io.meshwright.runtime.xds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Status;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.StatusRuntimeException;
import io.meshwright.xds.XdsType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A client that refuses its configuration, or does not answer, is pushed again, and not for ever.
 */
final class PushesAgainTest {

  private final StreamHarness<DeltaDiscoveryResponse> mesh = new StreamHarness<>();
  private DeltaStream delta = new DeltaStream(mesh, mesh::ready);
  private ProxyStream stream = mesh.open(delta);

  @Test
  void whatWasRefusedIsSentOnceMoreAndNothingElse() {
    DeltaDiscoveryResponse first = ask(XdsType.CLUSTER);
    answer(XdsType.CLUSTER, first, "");
    mesh.timeout("cart", 3);
    answer(XdsType.CLUSTER, mesh.responses.remove(), StreamHarness.CART + " is bad");

    passes(Duration.ofSeconds(5));
    assertThat(mesh.responses).isEmpty();
    passes(PushesAgain.FIRST_PAUSE);
    DeltaDiscoveryResponse again = mesh.responses.remove();
    assertThat(again.getResourcesList())
        .extracting(Resource::getName)
        .containsExactly(StreamHarness.CART);
    answer(XdsType.CLUSTER, again, "");
    passes(Duration.ZERO);
    assertThat(mesh.registry.troubles()).isEmpty();
  }

  @Test
  void theSameBytesAreNotSentAThirdTimeUntilTheProxyHasAcceptedSomething() {
    answer(XdsType.CLUSTER, ask(XdsType.CLUSTER), "no such filter");
    passes(Duration.ZERO);
    passes(PushesAgain.FIRST_PAUSE);
    answer(XdsType.CLUSTER, mesh.responses.remove(), "no such filter");
    passes(Duration.ofHours(1));
    assertThat(mesh.responses).isEmpty();

    answer(XdsType.LISTENER, ask(XdsType.LISTENER), "");
    passes(Duration.ZERO);
    assertThat(mesh.responses).hasSize(1);
  }

  @Test
  void triesAreBoundedAndGrowApart() {
    answer(XdsType.CLUSTER, ask(XdsType.CLUSTER), "no such filter");
    passes(Duration.ZERO);
    int pushes = 0;
    for (int second = 0; second < 7_200; second += 5) {
      passes(Duration.ofSeconds(5));
      while (!mesh.responses.isEmpty()) {
        pushes++;
        answer(XdsType.CLUSTER, mesh.responses.remove(), "no such filter");
        answer(XdsType.ENDPOINT, ask(XdsType.ENDPOINT), "");
      }
    }
    assertThat(pushes).isEqualTo(PushesAgain.TRIES);
    assertThat(mesh.registry.troubles())
        .singleElement()
        .satisfies(
            trouble -> {
              assertThat(trouble.kind()).isEqualTo(Trouble.Kind.REFUSING);
              assertThat(trouble.pushesAgain()).isEqualTo(PushesAgain.TRIES);
              assertThat(trouble.words()).contains("no such filter");
            });
  }

  @Test
  void whoDoesNotAnswerIsAskedToConnectAnewAndStaysInTroubleUntilItDoes() {
    Instant sent = mesh.clock.instant();
    ask(XdsType.CLUSTER);
    passes(PushesAgain.PATIENCE.minusSeconds(1));
    assertThat(mesh.end()).isEmpty();
    passes(Duration.ofSeconds(1));
    assertThat(mesh.end())
        .get()
        .satisfies(
            end ->
                assertThat(((StatusRuntimeException) end).getStatus().getCode())
                    .isEqualTo(io.grpc.Status.Code.UNAVAILABLE));
    assertThat(mesh.registry.troubles()).as("nobody is connected").isEmpty();

    connect();
    DeltaDiscoveryResponse again = ask(XdsType.CLUSTER);
    passes(Duration.ofSeconds(5));
    assertThat(mesh.registry.troubles())
        .containsExactly(
            new Trouble(
                mesh.registry.views().getFirst().node(),
                Trouble.Kind.SILENT,
                sent,
                1,
                "no answer to what was sent of CLUSTER"));
    answer(XdsType.CLUSTER, again, "");
    passes(Duration.ofSeconds(5));
    assertThat(mesh.registry.troubles()).isEmpty();
  }

  @Test
  void connectingAnewDoesNotBeginTheCountAnew() {
    ask(XdsType.CLUSTER);
    int ends = 0;
    for (int second = 0; second < 7_200; second += 5) {
      passes(Duration.ofSeconds(5));
      if (mesh.registry.views().isEmpty()) {
        ends++;
        connect();
        ask(XdsType.CLUSTER);
      }
    }
    assertThat(ends).isEqualTo(PushesAgain.TRIES);
    assertThat(mesh.registry.troubles()).hasSize(1);
  }

  @Test
  void whoAnswersInTimeIsInNoTrouble() {
    DeltaDiscoveryResponse first = ask(XdsType.CLUSTER);
    passes(PushesAgain.PATIENCE.minusSeconds(1));
    answer(XdsType.CLUSTER, first, "");
    passes(Duration.ofHours(2));
    assertThat(mesh.registry.troubles()).isEmpty();
    assertThat(mesh.end()).isEmpty();
    assertThat(mesh.meters.get("meshwright_xds_troubled").tag("reason", "silent").gauge().value())
        .isZero();
  }

  @Test
  void stateOfTheWorldIsSentAsAWholeAgain() {
    StreamHarness<DiscoveryResponse> other = new StreamHarness<>();
    StateOfTheWorldStream world = new StateOfTheWorldStream(other, other::ready);
    ProxyStream whole = other.open(world);
    DiscoveryRequest.Builder request =
        DiscoveryRequest.newBuilder()
            .setNode(StreamHarness.NODE)
            .setTypeUrl(XdsType.CLUSTER.typeUrl());
    world.request(request.build(), whole, other.resources());
    DiscoveryResponse first = other.responses.remove();
    world.request(
        request
            .setResponseNonce(first.getNonce())
            .setErrorDetail(Status.newBuilder().setMessage("no"))
            .build(),
        whole,
        other.resources());
    other.registry.pushAgain();
    other.clock.advance(PushesAgain.FIRST_PAUSE);
    other.registry.pushAgain();
    assertThat(other.responses.remove().getResourcesList()).isEqualTo(first.getResourcesList());
  }

  private void connect() {
    delta = new DeltaStream(mesh, mesh::ready);
    stream = mesh.open(delta);
  }

  private void passes(Duration time) {
    mesh.clock.advance(time);
    mesh.registry.pushAgain();
  }

  private DeltaDiscoveryResponse ask(XdsType type) {
    request(type, DeltaDiscoveryRequest.newBuilder().addAllResourceNamesSubscribe(names(type)));
    return mesh.responses.isEmpty()
        ? DeltaDiscoveryResponse.getDefaultInstance()
        : mesh.responses.remove();
  }

  /** Endpoints are asked for by a name that differs each time, so that there is an answer. */
  private List<String> names(XdsType type) {
    return type == XdsType.ENDPOINT ? List.of(mesh.clock.instant().toString()) : List.of();
  }

  /** Accepts a response, or refuses it with a reason. */
  private void answer(XdsType type, DeltaDiscoveryResponse response, String reason) {
    DeltaDiscoveryRequest.Builder answer =
        DeltaDiscoveryRequest.newBuilder().setResponseNonce(response.getNonce());
    if (!reason.isEmpty()) {
      answer.setErrorDetail(Status.newBuilder().setMessage(reason));
    }
    request(type, answer);
  }

  private void request(XdsType type, DeltaDiscoveryRequest.Builder request) {
    delta.request(
        request.setNode(StreamHarness.NODE).setTypeUrl(type.typeUrl()).build(),
        stream,
        mesh.resources());
  }
}
