package io.meshwright.proxy.xds.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.extensions.filters.listener.original_src.v3.OriginalSrc;
import io.meshwright.proxy.snapshot.ListenerFilter.Kind;
import io.meshwright.proxy.snapshot.ListenerFilter.Predicate;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.XdsType;
import org.junit.jupiter.api.Test;

final class ListenerParserTest {
  private final ResourceParser parser = new ResourceParser(FieldTable.load());

  @Test
  void connectionsMayKeepTheirAddresses() throws Exception {
    var listener = parse(OriginalSrc.newBuilder().setMark(1337).build());

    assertThat(listener.transparent()).isTrue();
    assertThat(listener.listenerFilters())
        .containsExactly(
            new io.meshwright.proxy.snapshot.ListenerFilter(
                new Kind.OriginalSource(1337), new Predicate.Never()));
  }

  @Test
  void portOfTheClientIsNotKept() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> parse(OriginalSrc.newBuilder().setBindPort(true).build()))
        .withMessageContaining("listener_filters[0].typed_config.bind_port: found true");
  }

  private io.meshwright.proxy.snapshot.Listener parse(OriginalSrc filter) throws ConfigException {
    Listener listener =
        Listener.newBuilder()
            .setName("it")
            .setAddress(
                Address.newBuilder()
                    .setSocketAddress(
                        SocketAddress.newBuilder().setAddress("0.0.0.0").setPortValue(15006)))
            .setTransparent(BoolValue.of(true))
            .addListenerFilters(
                ListenerFilter.newBuilder()
                    .setName("envoy.filters.listener.original_src")
                    .setTypedConfig(
                        Any.newBuilder()
                            .setTypeUrl(
                                "type.googleapis.com/envoy.extensions.filters.listener"
                                    + ".original_src.v3.OriginalSrc")
                            .setValue(filter.toByteString())))
            .setDefaultFilterChain(FilterChain.getDefaultInstance())
            .build();
    return ((ParsedResource.OfListener)
            parser.parse(XdsType.LISTENER, "it", listener.toByteString()))
        .listener();
  }
}
