package io.meshwright.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.admin.server.Reply;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StatsPageTest {
  private static final String METRICS =
      """
      # TYPE istio_requests_total counter
      istio_requests_total{response_code="200"} 3
      # TYPE istio_request_bytes histogram
      istio_request_bytes_bucket{app="a_count",le="0.5"} 0
      istio_request_bytes_bucket{app="a_count",le="10"} 1
      istio_request_bytes_bucket{app="a_count",le="50"} 4
      istio_request_bytes_bucket{app="a_count",le="+Inf"} 5
      istio_request_bytes_sum{app="a_count"} 200
      istio_request_bytes_count{app="a_count"} 5
      istio_request_bytes_bucket{app="b",le="0.5"} 0
      istio_request_bytes_bucket{app="b",le="10"} 0
      istio_request_bytes_bucket{app="b",le="50"} 0
      istio_request_bytes_bucket{app="b",le="+Inf"} 0
      istio_request_bytes_sum{app="b"} 0
      istio_request_bytes_count{app="b"} 0
      # TYPE envoy_cluster_upstream_cx_total counter
      envoy_cluster_upstream_cx_total{cluster_name="outbound|80||a.b"} 7
      envoy_cluster_upstream_cx_total{cluster_name="outbound|80||c.d"} 0
      """;

  @Test
  void clustersHaveEnvoysNamesAndHistogramsStandLast() {
    assertThat(page(""))
        .isEqualTo(
            """
            cluster.outbound|80||a.b.upstream_cx_total: 7
            cluster.outbound|80||c.d.upstream_cx_total: 0
            istio_requests_total{response_code="200"}: 3
            istio_request_bytes{app="a_count"}: P0(nan,0.5) P25(nan,13.333) P50(nan,30) P75(nan,46.667) \
            P90(nan,50) P95(nan,50) P99(nan,50) P99.5(nan,50) P99.9(nan,50) P100(nan,50)
            istio_request_bytes{app="b"}: No recorded values
            """);
    assertThat(page("format=text")).isEqualTo(page(""));
  }

  @Test
  void filterFindsPartsOfNames() {
    assertThat(page("filter=%5Eistio.*total"))
        .isEqualTo("istio_requests_total{response_code=\"200\"}: 3\n");
    assertThat(page("filter=c%5C.d%7Cnothing"))
        .isEqualTo("cluster.outbound|80||c.d.upstream_cx_total: 0\n");
  }

  @Test
  void whatHasCountedNothingIsLeftOutIfAskedFor() {
    assertThat(page("usedonly")).doesNotContain("c.d", "\"b\"").contains("a.b", "a_count", "200");
  }

  @Test
  void jsonHasEnvoysShape() {
    assertThat(page("format=json&filter=cluster|requests_total"))
        .isEqualTo(
            """
            {"stats":[\
            {"name":"cluster.outbound|80||a.b.upstream_cx_total","value":7},\
            {"name":"cluster.outbound|80||c.d.upstream_cx_total","value":0},\
            {"name":"istio_requests_total{response_code=\\"200\\"}","value":3}]}""");
    assertThat(page("format=json&filter=nothing")).isEqualTo("{\"stats\":[]}");
  }

  @Test
  void histogramsInJsonHaveQuantilesAndNoneForTheInterval() {
    assertThat(page("format=json&filter=bytes"))
        .startsWith(
            """
            {"stats":[{"histograms":{"supported_quantiles":[0,25,50,75,90,95,99,99.5,99.9,100],\
            "computed_quantiles":[{"name":"istio_request_bytes{app=\\"a_count\\"}","values":[\
            {"cumulative":0.5,"interval":null},{"cumulative":13.333,"interval":null},\
            {"cumulative":30,"interval":null},""")
        .contains(
            """
            {"name":"istio_request_bytes{app=\\"b\\"}","values":[{"cumulative":null,"interval":null},\
            """)
        .endsWith("{\"cumulative\":null,\"interval\":null}]}]}}]}");
  }

  @Test
  void prometheusFormHasTheTypesOfWhatIsLeft() {
    assertThat(page("format=prometheus")).isEqualTo(METRICS);
    assertThat(page("format=prometheus&usedonly&filter=cluster"))
        .isEqualTo(
            """
            # TYPE envoy_cluster_upstream_cx_total counter
            envoy_cluster_upstream_cx_total{cluster_name="outbound|80||a.b"} 7
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "filter=%28, filter: ",
    "format=yaml, usage: /stats?format=(json|prometheus|text)",
    "histogram_buckets=detailed, histogram_buckets: not supported",
  })
  void whatCannotBeAnsweredIsRefused(String query, String why) {
    Reply reply = answer(query);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).startsWith(why);
  }

  @Test
  void quantilesAboveTheLastBoundAreTheBound() {
    List<String> lines =
        List.of("a_bucket{le=\"1\"} 0", "a_bucket{le=\"+Inf\"} 2", "a_sum 9", "a_count 2");
    assertThat(new Quantiles(new MetricSeries("", "a", true, lines)).all())
        .hasSameSizeAs(Quantiles.SUPPORTED)
        .allMatch(value -> value.intValueExact() == 1);
  }

  private static String page(String query) {
    return answer(query).body();
  }

  private static Reply answer(String query) {
    return StatsPage.answer(new QueryStringDecoder(query, false), METRICS);
  }
}
