package io.meshwright.runtime.compile.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Locality;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.NodeId;
import io.meshwright.xds.XdsType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class NetworkFiltersTest {

  private static ProxyScope proxy(Set<String> extensions) throws ConfigException {
    ProxyIdentity identity =
        new ProxyIdentity(
            NodeId.parse("sidecar~10.0.0.1~web-1.shop~shop.svc.cluster.local"),
            List.of(IpAddress.parse("10.0.0.1").orElseThrow()),
            Map.of(),
            "east",
            "",
            Locality.UNKNOWN,
            true,
            extensions,
            ProxyIdentity.Software.UNKNOWN,
            false,
            false);
    return new ProxyScope(MeshModel.empty(MeshYaml.SETTINGS), identity);
  }

  @Test
  void connectionsAreCountedByProxiesThatCan() throws Exception {
    ProxyScope proxy = proxy(Set.of(XdsType.typeUrl("stats.PluginConfig")));
    assertThat(NetworkFilters.relay(proxy, "db"))
        .extracting(Filter::getName)
        .containsExactly("istio.stats", "envoy.filters.network.tcp_proxy");
  }

  @Test
  void stockEnvoyGetsStockFilters() throws Exception {
    assertThat(NetworkFilters.relay(proxy(Set.of()), "db"))
        .extracting(Filter::getName)
        .containsExactly("envoy.filters.network.tcp_proxy");
  }
}
