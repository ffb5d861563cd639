package io.meshwright.operator.sessions.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.meshwright.operator.sessions.ProxyName;
import io.meshwright.operator.sessions.ProxyTrouble;
import io.meshwright.operator.sessions.ReplicaHealth;
import io.meshwright.xds.proto.operator.v1.ListNodesResponse;
import io.meshwright.xds.proto.operator.v1.Trouble;
import io.meshwright.xds.proto.operator.v1.TroubleReport;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How a replica's words about its proxies are read. */
final class NodesAnswerTest {

  private static final String CART = "sidecar~10.0.0.1~cart-0.shop~shop.svc.cluster.local";

  @Test
  void namesOfAllMessagesArePodsAndWhoIsNoneIsLeftOut() {
    NodesAnswer answer = new NodesAnswer();
    answer.onNext(ListNodesResponse.newBuilder().addNodes(CART).addNodes("a tool").build());
    answer.onNext(ListNodesResponse.newBuilder().addNodes("router~::1~edge.ingress~x").build());
    answer.onCompleted();
    assertThat(answer.nodes())
        .isCompletedWithValueMatching(
            names ->
                names.equals(
                    Set.of(new ProxyName("shop", "cart-0"), new ProxyName("ingress", "edge"))));
  }

  @Test
  void aReplicaThatStopsMidwayHasNotSaid() {
    NodesAnswer answer = new NodesAnswer();
    answer.onNext(ListNodesResponse.newBuilder().addNodes(CART).build());
    answer.onError(Status.UNIMPLEMENTED.asRuntimeException());
    assertThat(answer.nodes()).isCompletedExceptionally();
  }

  @Test
  void troublesAreReadAndUnknownKindsAreNot() {
    Trouble silent =
        Trouble.newBuilder()
            .setNode(CART)
            .setKind(Trouble.Kind.SILENT)
            .setSince(Timestamp.newBuilder().setSeconds(60))
            .setPushesAgain(3)
            .setWords("no answer")
            .build();
    assertThat(
            NodesAnswer.health(
                TroubleReport.newBuilder()
                    .setRefusingSessions(4)
                    .setSilentSessions(1)
                    .addTroubles(silent)
                    .addTroubles(silent.toBuilder().setKindValue(99))
                    .build()))
        .isEqualTo(
            new ReplicaHealth(
                4,
                1,
                List.of(
                    new ProxyTrouble(
                        new ProxyName("shop", "cart-0"),
                        ProxyTrouble.Kind.SILENT,
                        Instant.ofEpochSecond(60),
                        3,
                        "no answer"))));
  }
}
