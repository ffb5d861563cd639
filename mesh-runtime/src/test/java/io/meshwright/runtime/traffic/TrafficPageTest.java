package io.meshwright.runtime.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.meshwright.runtime.traffic.WorkloadTraffic.Direction;
import io.meshwright.runtime.traffic.WorkloadTraffic.Outcome;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class TrafficPageTest {

  private static final String CART =
      "reporter=\"destination\",source_workload=\"client\",source_workload_namespace=\"web\","
          + "destination_workload=\"cart\",destination_workload_namespace=\"shop\"";

  private static List<WorkloadTraffic> read(String... lines) {
    TrafficPage page = new TrafficPage("shop");
    for (String line : lines) {
      page.line(line);
    }
    return page.traffic();
  }

  private static String requests(String labels, String count) {
    return "istio_requests_total{" + labels + "} " + count;
  }

  private static String bucket(String labels, String bound, long count) {
    return "istio_request_duration_milliseconds_bucket{"
        + labels
        + ",le=\""
        + bound
        + "\"} "
        + count;
  }

  @Test
  void requestsAreSummedUpByOutcome() {
    assertThat(
            read(
                "# TYPE istio_requests_total counter",
                requests(CART + ",response_code=\"200\",response_flags=\"-\"", "3"),
                requests(
                    CART + ",source_app=\"x\",response_code=\"200\",response_flags=\"-\"", "4"),
                requests(
                    CART
                        + ",response_code=\"200\",grpc_response_status=\"14\",response_flags=\"UF\"",
                    "1e3"),
                "istio_request_bytes_bucket{" + CART + ",le=\"1\"} nonsense"))
        .singleElement()
        .satisfies(
            cart -> {
              assertThat(cart.direction()).isEqualTo(Direction.INBOUND);
              assertThat(cart.workload()).isEqualTo("cart");
              assertThat(cart.outcomes())
                  .isEqualTo(
                      Map.of(new Outcome(200, "", "-"), 7L, new Outcome(200, "14", "UF"), 1000L));
            });
  }

  @Test
  void bucketsAreCountedAlone() {
    assertThat(
            read(
                bucket(CART + ",response_code=\"200\"", "5", 2),
                bucket(CART + ",response_code=\"200\"", "0.5", 1),
                bucket(CART + ",response_code=\"200\"", "1", 1),
                bucket(CART + ",response_code=\"200\"", "+Inf", 10),
                bucket(CART + ",response_code=\"503\"", "0.5", 0),
                bucket(CART + ",response_code=\"503\"", "1", 0),
                bucket(CART + ",response_code=\"503\"", "5", 4),
                bucket(CART + ",response_code=\"503\"", "+Inf", 4)))
        .singleElement()
        .satisfies(
            cart ->
                assertThat(cart.latency())
                    .isEqualTo(
                        new TreeMap<>(
                            Map.of(0.5, 1L, 1.0, 0L, 5.0, 5L, Double.POSITIVE_INFINITY, 8L))));
  }

  @Test
  void whatAWorkloadSentIsCountedApart() {
    String sent = "reporter=\"source\",source_workload=\"cart\",source_workload_namespace=\"shop\"";

    assertThat(
            read(
                requests(CART + ",response_code=\"200\"", "1"),
                requests(sent + ",response_code=\"0\",response_flags=\"DC\"", "2")))
        .extracting(WorkloadTraffic::direction)
        .containsExactlyInAnyOrder(Direction.INBOUND, Direction.OUTBOUND);
  }

  @Test
  void noProxySpeaksForAnotherNamespace() {
    assertThat(read(requests(CART.replace("\"shop\"", "\"bank\"") + ",response_code=\"500\"", "9")))
        .isEmpty();
  }

  @Test
  void valuesMayHoldWhatTheFormatEscapes() {
    SeriesLine line =
        SeriesLine.parse(
            "a{b=\"}\\\"\\\\\\n\", c = \"=,\" , } 2 1700000000000", java.util.Set.of("b", "c"));

    assertThat(line.labels()).isEqualTo(Map.of("b", "}\"\\\n", "c", "=,"));
    assertThat(line.value()).isEqualTo(2);
  }

  @Test
  void whatCannotBeReadIsQuoted() {
    for (String bad :
        List.of(
            requests(CART, "many"),
            requests(CART, "-1"),
            requests(CART, "NaN"),
            requests(CART + ",response_code=\"OK\"", "1"),
            bucket(CART, "", 1),
            "istio_requests_total{" + CART,
            "istio_requests_total{a=\"\\")) {
      assertThatIllegalArgumentException().isThrownBy(() -> read(bad));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("istio_requests_total{a=b} 1"))
        .withMessage("found istio_requests_total{a=b} 1, expected \" at character 24");
  }

  @Test
  void kindsOfRequestsAreBounded() {
    TrafficPage page = new TrafficPage("shop");

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> {
              for (int code = 0; code < 3_000; code++) {
                page.line(requests(CART + ",response_code=\"" + code + "\"", "1"));
              }
            })
        .withMessage("found more than 2000 kinds of requests, expected fewer");
  }
}
