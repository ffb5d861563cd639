package io.meshwright.runtime.operatorapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.xds.Trouble;
import io.meshwright.xds.NodeId;
import io.meshwright.xds.NodeId.ProxyType;
import io.meshwright.xds.proto.operator.v1.TroubleReport;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the operator is told of proxies that do not follow. */
final class TroublesTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void allAreCountedAndTheLongestAreNamed() {
    List<Trouble> troubles =
        IntStream.range(0, 250)
            .mapToObj(
                i ->
                    new Trouble(
                        new NodeId(ProxyType.SIDECAR, "::1", "cart-" + i, "shop", "shop.svc.x"),
                        i % 5 == 0 ? Trouble.Kind.SILENT : Trouble.Kind.REFUSING,
                        START.plusSeconds(i),
                        2,
                        "no"))
            .toList();
    TroubleReport report = Troubles.report(troubles);
    assertThat(report.getRefusingSessions()).isEqualTo(200);
    assertThat(report.getSilentSessions()).isEqualTo(50);
    assertThat(report.getTroublesList()).hasSize(100);
    assertThat(report.getTroubles(0).getNode()).isEqualTo("sidecar~::1~cart-0.shop~shop.svc.x");
    assertThat(report.getTroubles(0).getSince().getSeconds()).isEqualTo(START.getEpochSecond());
  }
}
