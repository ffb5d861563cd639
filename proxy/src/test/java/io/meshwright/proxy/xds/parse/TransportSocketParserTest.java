package io.meshwright.proxy.xds.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.MessageLite;
import io.envoyproxy.envoy.config.core.v3.ProxyProtocolConfig;
import io.envoyproxy.envoy.config.core.v3.TlvEntry;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;
import io.meshwright.proxy.snapshot.TransportSocket.ProxyProtocol;
import io.meshwright.proxy.snapshot.TransportSocket.Raw;
import io.meshwright.proxy.snapshot.TransportSocket.Upstream;
import io.meshwright.proxy.testing.Resources;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.XdsType;
import org.junit.jupiter.api.Test;

final class TransportSocketParserTest {
  private static final String SOCKETS = "envoy.extensions.transport_sockets.";

  private final ResourceParser parser = new ResourceParser(FieldTable.load());

  private static TransportSocket socket(String type, MessageLite config) {
    return TransportSocket.newBuilder()
        .setName("it")
        .setTypedConfig(Resources.any(SOCKETS + type, config))
        .build();
  }

  private static TransportSocket header(ProxyProtocolConfig.Builder config, TransportSocket inner) {
    return socket(
        "proxy_protocol.v3.ProxyProtocolUpstreamTransport",
        ProxyProtocolUpstreamTransport.newBuilder()
            .setConfig(config)
            .setTransportSocket(inner)
            .build());
  }

  private static TransportSocket raw() {
    return socket("raw_buffer.v3.RawBuffer", RawBuffer.getDefaultInstance());
  }

  private Upstream parse(TransportSocket socket) throws ConfigException {
    var parsed =
        (ParsedResource.OfCluster)
            parser.parse(
                XdsType.CLUSTER,
                "it",
                Resources.edsCluster("it").setTransportSocket(socket).build().toByteString());
    return parsed.cluster().transport();
  }

  @Test
  void theHeaderHasTheVersionThatIsConfigured() throws Exception {
    assertThat(parse(header(ProxyProtocolConfig.newBuilder(), raw())))
        .isEqualTo(new ProxyProtocol(1, new Raw()));
    var second = ProxyProtocolConfig.newBuilder().setVersion(ProxyProtocolConfig.Version.V2);
    assertThat(parse(header(second, raw()))).isEqualTo(new ProxyProtocol(2, new Raw()));
  }

  @Test
  void oneHeaderIsEnough() {
    TransportSocket inner = header(ProxyProtocolConfig.newBuilder(), raw());
    assertThatThrownBy(() -> parse(header(ProxyProtocolConfig.newBuilder(), inner)))
        .hasMessageContaining("transport_socket.typed_config.transport_socket");
  }

  @Test
  void additionsToTheHeaderAreNamedByPath() {
    var added = ProxyProtocolConfig.newBuilder().addAddedTlvs(TlvEntry.newBuilder().setType(1));
    assertThatThrownBy(() -> parse(header(added, raw())))
        .hasMessageContaining("transport_socket.typed_config.config.added_tlvs");
  }
}
