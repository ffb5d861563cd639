package io.meshwright.runtime.xds;

import com.google.protobuf.Struct;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.status.v3.ClientConfig;
import io.envoyproxy.envoy.service.status.v3.ConfigStatus;
import io.meshwright.runtime.compile.scope.Protobuf;
import io.meshwright.xds.NodeMetadata;
import io.meshwright.xds.XdsType;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far clients have followed, as Envoy's client status discovery says it. */
public final class ClientStatuses {
  private ClientStatuses() {}

  /** One {@code ClientConfig} a client, by its node. */
  public static List<ToolAnswers.Told> of(Collection<ConnectedProxy.View> clients) {
    return clients.stream()
        .map(
            client -> new ToolAnswers.Told(client.node().toString(), Protobuf.pack(status(client))))
        .toList();
  }

  private static ClientConfig status(ConnectedProxy.View client) {
    Struct.Builder metadata = Struct.newBuilder();
    metadata.putFields(NodeMetadata.CLUSTER_ID, Protobuf.string(client.proxy().cluster()));
    metadata.putFields(NodeMetadata.NAMESPACE, Protobuf.string(client.node().namespace()));
    metadata.putFields(
        NodeMetadata.ISTIO_VERSION, Protobuf.string(client.proxy().software().version()));
    ClientConfig.Builder config =
        ClientConfig.newBuilder()
            .setNode(Node.newBuilder().setId(client.node().toString()).setMetadata(metadata));
    for (XdsType type : XdsType.values()) {
      config.addGenericXdsConfigs(
          ClientConfig.GenericXdsConfig.newBuilder()
              .setTypeUrl(type.typeUrl())
              .setConfigStatus(status(client.types().get(type))));
    }
    return config.build();
  }

  private static ConfigStatus status(ConnectedProxy.@Nullable Exchange exchange) {
    if (exchange == null) {
      return ConfigStatus.NOT_SENT;
    }
    return switch (exchange.state()) {
      case SENT -> ConfigStatus.STALE;
      case ACKNOWLEDGED -> ConfigStatus.SYNCED;
      case REJECTED -> ConfigStatus.ERROR;
    };
  }
}
