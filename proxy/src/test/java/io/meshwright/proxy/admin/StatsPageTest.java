package io.meshwright.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import org.junit.jupiter.api.Test;

final class StatsPageTest {

  @Test
  void clustersHaveEnvoysNames() {
    String metrics =
        """
        # TYPE envoy_cluster_upstream_cx_total counter
        envoy_cluster_upstream_cx_total{cluster_name="outbound|80||a.b"} 7
        istio_requests_total{response_code="200"} 3
        """;
    assertThat(StatsPage.text(metrics, Pattern.compile("")))
        .isEqualTo(
            """
            cluster.outbound|80||a.b.upstream_cx_total: 7
            istio_requests_total{response_code="200"}: 3
            """);
    assertThat(StatsPage.text(metrics, Pattern.compile("^istio")))
        .isEqualTo("istio_requests_total{response_code=\"200\"}: 3\n");
  }
}
