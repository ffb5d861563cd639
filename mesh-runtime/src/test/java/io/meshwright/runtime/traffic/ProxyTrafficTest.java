package io.meshwright.runtime.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshwright.runtime.testing.MetricsPages;
import io.meshwright.xds.NodeId;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a page over HTTP. */
final class ProxyTrafficTest {

  /** As the proxy writes it: all labels, in their order. */
  private static final String LINE =
      """
      istio_requests_total{reporter="source",source_workload="cart",source_workload_namespace="shop",\
      source_app="cart",source_version="v1",source_canonical_service="cart",source_canonical_revision="v1",\
      source_cluster="Kubernetes",source_principal="spiffe://cluster.local/ns/shop/sa/cart",\
      destination_workload="bank",destination_workload_namespace="bank",destination_app="bank",\
      destination_version="v1",destination_canonical_service="bank",destination_canonical_revision="v1",\
      destination_cluster="Kubernetes",destination_principal="spiffe://cluster.local/ns/bank/sa/bank",\
      destination_service="bank.bank.svc.cluster.local",destination_service_name="bank",\
      destination_service_namespace="bank",request_protocol="http",response_code="200",\
      grpc_response_status="",response_flags="-",connection_security_policy="unknown"} 5
      """;

  private final MetricsPages pages = MetricsPages.start();
  private final ProxyTraffic traffic = new ProxyTraffic(pages.port(), _ -> true);

  @AfterEach
  void stop() {
    traffic.close();
    pages.close();
  }

  private List<WorkloadTraffic> ask(Duration timeout) throws Exception {
    return traffic.of(node("127.0.0.1"), timeout).get(20, TimeUnit.SECONDS);
  }

  private static NodeId node(String address) {
    return new NodeId(
        NodeId.ProxyType.SIDECAR, address, "cart-1", "shop", "shop.svc.cluster.local");
  }

  @Test
  void countsAreRead() throws Exception {
    pages.show("# HELP x y\nenvoy_cluster_upstream_cx_total{cluster_name=\"a\"} 1\n" + LINE);

    assertThat(ask(Duration.ofSeconds(10)))
        .singleElement()
        .satisfies(cart -> assertThat(cart.outcomes().values()).containsExactly(5L));
  }

  @Test
  void anotherStatusIsNoAnswer() {
    pages.answerWith(503);

    assertThatThrownBy(() -> ask(Duration.ofSeconds(10)))
        .hasMessageContaining("found status 503, expected 200");
  }

  @Test
  void aLineThatCannotBeReadIsNoAnswer() {
    pages.show(LINE + "istio_requests_total{} some\n");

    assertThatThrownBy(() -> ask(Duration.ofSeconds(10)))
        .hasMessageContaining("found istio_requests_total{} some, expected a number");
  }

  @Test
  void aPageWithoutEndIsGivenUp() {
    pages.show(LINE);
    pages.getStuck();

    assertThatThrownBy(() -> ask(Duration.ofMillis(200)))
        .hasCauseInstanceOf(java.util.concurrent.TimeoutException.class);
  }

  @Test
  void aLineWithoutEndIsGivenUp() {
    pages.show("x".repeat(1 << 20));

    assertThatThrownBy(() -> ask(Duration.ofSeconds(10)))
        .hasMessageContaining("found a line of more than 16384 bytes");
  }

  @Test
  void aPageThatIsTooLargeIsGivenUp() {
    pages.show("x\n".repeat(17 << 20));

    assertThatThrownBy(() -> ask(Duration.ofSeconds(10))).hasMessageContaining("33554432");
  }

  @Test
  void addressesThatNoPodHasAreNotCalled() {
    try (ProxyTraffic ofPods = new ProxyTraffic(pages.port(), ProxyTraffic::isOfPods)) {
      for (String address : List.of("127.0.0.1", "::1", "169.254.169.254", "0.0.0.0", "fe80::1")) {
        assertThat(ofPods.of(node(address), Duration.ofSeconds(1))).isCompletedExceptionally();
      }
      assertThat(ofPods.of(node("example.com"), Duration.ofSeconds(1))).isCompletedExceptionally();
    }
    assertThat(ProxyTraffic.isOfPods(InetAddress.ofLiteral("fd00::1"))).isTrue();
    assertThat(ProxyTraffic.isOfPods(InetAddress.ofLiteral("10.1.2.3"))).isTrue();
  }
}
