package io.meshwright.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.telemetry.IstioLabels.DestinationService;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class PrometheusTextTest {

  private static IstioLabels to(WorkloadMetadata server) {
    return new IstioLabels(
        "source",
        WorkloadMetadata.UNKNOWN,
        server,
        "unknown",
        "unknown",
        DestinationService.UNKNOWN,
        "http",
        200,
        "",
        "-",
        "unknown");
  }

  /** The peer metadata of one pod of a workload, as its proxy sends it. */
  private static WorkloadMetadata pod(String name) {
    WorkloadMetadata echo = new WorkloadMetadata("echo", "shop", "echo", "v1", "echo", "v1", "c1");
    return Objects.requireNonNull(PeerMetadataCodec.decode(PeerMetadataCodec.encode(echo, name)));
  }

  @Test
  void podsOfAWorkloadAndLoopsOfTheProxyShareASeries() throws IOException {
    MetricsShard first = new MetricsShard();
    MetricsShard second = new MetricsShard();
    first.request(to(pod("echo-old")), 1, 0, 0);
    first.request(to(pod("echo-new")), 1, 0, 0);
    second.request(to(pod("echo-new")), 1, 0, 0);

    StringBuilder text = new StringBuilder();
    new PrometheusText(List.of(first, second)).write(text);

    assertThat(text.toString().lines().filter(line -> line.startsWith("istio_requests_total{")))
        .singleElement()
        .asString()
        .endsWith("} 3");
    assertThat(first.http()).hasSize(1);
  }
}
