package io.meshwright.proxy.xds.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.TunnelingConfig;
import io.meshwright.proxy.snapshot.Format;
import io.meshwright.proxy.snapshot.TcpProxy;
import io.meshwright.proxy.testing.Resources;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.XdsType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TcpProxyParserTest {
  private static final String TYPE = "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy";

  private final ResourceParser parser = new ResourceParser(FieldTable.load());

  private TcpProxy.@Nullable Tunnelling tunnelling(TunnelingConfig.Builder config)
      throws ConfigException {
    var tcp =
        io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.newBuilder()
            .setStatPrefix("it")
            .setCluster("up")
            .setTunnelingConfig(config);
    Listener listener =
        Listener.newBuilder()
            .setName("it")
            .setAddress(Resources.address("127.0.0.1", 15001))
            .addFilterChains(
                FilterChain.newBuilder()
                    .addFilters(
                        Filter.newBuilder()
                            .setName("it")
                            .setTypedConfig(Resources.any(TYPE, tcp.build()))))
            .build();
    var parsed =
        (ParsedResource.OfListener) parser.parse(XdsType.LISTENER, "it", listener.toByteString());
    return ((TcpProxy) parsed.listener().filterChains().getFirst().filters().getFirst())
        .tunnelling();
  }

  @Test
  void aTunnelIsAskedForByConnectOrPost() throws Exception {
    Format target = new Format(List.of(new Format.Part.Literal("db:5432")));
    TunnelingConfig.Builder config = TunnelingConfig.newBuilder().setHostname("db:5432");
    assertThat(tunnelling(config)).isEqualTo(new TcpProxy.Tunnelling(target, "", List.of()));
    config.setUsePost(true);
    assertThat(tunnelling(config)).isEqualTo(new TcpProxy.Tunnelling(target, "/", List.of()));
    config.setPostPath("/tcp");
    assertThat(tunnelling(config)).isEqualTo(new TcpProxy.Tunnelling(target, "/tcp", List.of()));
  }

  @Test
  void aTunnelNeedsATarget() {
    assertThatThrownBy(() -> tunnelling(TunnelingConfig.newBuilder()))
        .hasMessageContaining("tunneling_config.hostname");
  }

  @Test
  void aPathIsOfAPost() {
    assertThatThrownBy(
            () -> tunnelling(TunnelingConfig.newBuilder().setHostname("a:1").setPostPath("/x")))
        .hasMessageContaining("tunneling_config.post_path");
  }
}
