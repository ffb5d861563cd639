package io.meshwright.runtime.debug;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.discovery.ResourceKind;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.discovery.ResourceReport;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Locality;
import io.meshwright.runtime.xds.Acknowledgement;
import io.meshwright.runtime.xds.Rejection;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.NodeId;
import io.meshwright.xds.XdsType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class DistributionPageTest {
  private static final ResourceRef SOUND =
      new ResourceRef(ResourceKind.DESTINATION_RULE, "shop", "cart");
  private static final ResourceRef BROKEN =
      new ResourceRef(ResourceKind.VIRTUAL_SERVICE, "shop", "cart");
  private static final String NOTHING = "[{\"proxy\":\"a.shop\"}]";

  private final DistributionPage.Seen seen =
      new DistributionPage.Seen(
          7,
          new ResourceReport(
              new TreeMap<>(
                  Map.of(
                      SOUND,
                      new ResourceReport.Read(3, false),
                      BROKEN,
                      new ResourceReport.Read(2, false))),
              new TreeMap<>(Map.of(BROKEN, List.of(new ConfigError("it", "", "x", "y")))),
              new TreeMap<>(),
              new TreeMap<>()));

  @Test
  void proxyWithTheNewestModelHasTheGenerationInAllTypes() {
    assertThat(page(SOUND, 7, List.of()))
        .isEqualTo(
            """
            [{"proxy":"a.shop","cluster_acked":"3","endpoint_acked":"3","listener_acked":"3",\
            "route_acked":"3"}]""");
  }

  @Test
  void whatAnOlderModelHadIsNotKnown() {
    assertThat(page(SOUND, 6, List.of())).isEqualTo(NOTHING);
  }

  @Test
  void typeThatIsRefusedIsLeftOut() {
    Rejection routes = new Rejection(XdsType.ROUTE, "no", 6, 7, Set.of("80"));
    assertThat(page(SOUND, 7, List.of(routes)))
        .contains("cluster_acked")
        .doesNotContain("route_acked");
  }

  @Test
  void resourceThatIsNotInForceIsNowhere() {
    assertThat(page(BROKEN, 7, List.of())).isEqualTo(NOTHING);
    assertThat(page(new ResourceRef(ResourceKind.SIDECAR, "shop", "cart"), 7, List.of()))
        .isEqualTo(NOTHING);
  }

  @Test
  void resourcesAreNamedByIstiosKeys() {
    assertThat(DistributionPage.resource("networking.istio.io/v1/DestinationRule/shop/cart"))
        .contains(SOUND);
    assertThat(DistributionPage.resource("networking.istio.io/v1/Nothing/shop/cart")).isEmpty();
    assertThat(DistributionPage.resource("DestinationRule/shop/cart")).isEmpty();
  }

  private String page(ResourceRef resource, long version, List<Rejection> rejections) {
    ProxyIdentity proxy =
        new ProxyIdentity(
            new NodeId(NodeId.ProxyType.SIDECAR, "10.0.0.1", "a", "shop", "shop.svc.cluster.local"),
            List.of(IpAddress.parse("10.0.0.1").orElseThrow()),
            Map.of(),
            "Kubernetes",
            "",
            Locality.UNKNOWN,
            true,
            Set.of(),
            ProxyIdentity.Software.UNKNOWN,
            false,
            false);
    return DistributionPage.of(
            List.of(new Acknowledgement(proxy, version, rejections)), resource, seen)
        .toString();
  }
}
