package io.meshwright.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our proxy and a real Envoy make the same of the same file ({@code difference.yaml}), which has
 * what no control plane of Istio's API asks for, too.
 */
@Tag("process")
@Tag("after-0.1.0")
final class FileDifferenceIT {
  private static final int CALLS = 12;

  @AutoClose private static FileTwins twins;

  @BeforeAll
  static void startProxies() {
    twins = FileTwins.start(FileDifferenceIT.class, "difference.yaml");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void bothProxiesTreatARequestAlike(String name, UnaryOperator<HttpCall> request) {
    HttpAnswer ours = request.apply(twins.ours()).send();
    HttpAnswer envoys = request.apply(twins.envoys()).send();

    assertThat(ours.pod()).isEqualTo(envoys.pod());
    AnswerComparison.assertAlike(ours, envoys);
  }

  static Stream<Arguments> requests() {
    return Stream.of(
        request("subset by a label", call -> call.path("/subset/version")),
        request("subset by two labels", call -> call.path("/subset/both")),
        request("subset by fewer labels", call -> call.path("/subset/fewer")),
        request("no host, default subset", call -> call.path("/subset/default")),
        request("labels that nothing selects", call -> call.path("/subset/unselected")),
        request("label that is a number", call -> call.path("/subset/number")),
        request("label that is a text", call -> call.path("/subset/text")),
        request("labels for others", call -> call.path("/subset/others")),
        request("labels of a weighted cluster", call -> call.path("/subset/weighted")),
        request("no labels", call -> call.path("/subset")),
        request("retries that fail", call -> call.path("/status/503")),
        request("retries of a status", call -> call.path("/status/409")),
        request("nothing to retry", call -> call.path("/status/404")),
        request(
            "order of header changes",
            call ->
                call.path("/mutated")
                    .header("x-level", "client")
                    .header("x-mutated", "client")
                    .header("x-unwanted", "1")),
        request("redirect without the query", call -> call.path("/redirect/here?a=b")),
        request("direct response", call -> call.path("/direct")));
  }

  @Test
  void bothProxiesRefuseWhatNoSubsetServes() {
    HttpAnswer ours = twins.ours().path("/subset/nothing").send();

    assertThat(ours.status())
        .isEqualTo(twins.envoys().path("/subset/nothing").send().status())
        .isEqualTo(503);
    assertThat(ours.body()).isEqualTo("no healthy upstream");
  }

  @Test
  void bothProxiesLimitByDescriptor() {
    List<Integer> ours = limited(twins.ours());

    assertThat(ours).isEqualTo(limited(twins.envoys())).contains(200, 429);
  }

  /** One user has a limit, the others share another one. */
  private static List<Integer> limited(HttpCall call) {
    HttpCall limited = call.path("/limited");
    return IntStream.range(0, CALLS)
        .mapToObj(i -> limited.header("x-user", i % 2 == 0 ? "ann" : "bob").send().status())
        .toList();
  }

  @Test
  void bothProxiesUseOnlyHostsThatServeByTheirOwnWord() {
    for (GrpcEcho.Client client : twins.grpc()) {
      try (client) {
        await()
            .atMost(HttpConnection.PATIENCE)
            .ignoreException(StatusRuntimeException.class)
            .until(() -> client.say("ready").equals("ready"));

        assertThat(IntStream.range(0, CALLS).mapToObj(_ -> client.say("who"))).containsOnly("who");
      }
    }

    assertThat(twins.notServing()).extracting(GrpcEcho::said).containsOnly(0);
  }

  private static Arguments request(String name, UnaryOperator<HttpCall> change) {
    return Arguments.of(name, change);
  }
}
