package io.meshwright.proxy.xds;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Extension;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.meshwright.proxy.config.MetadataValue;
import io.meshwright.proxy.config.NodeIdentity;
import io.meshwright.proxy.xds.parse.KnownExtensions;
import io.meshwright.xds.XdsType;

/** How the proxy introduces itself: node id, metadata, and the extensions that it knows. */
final class NodeMessage {
  private static final String USER_AGENT = "meshwright";

  private NodeMessage() {}

  static Node of(NodeIdentity identity) {
    Node.Builder node =
        Node.newBuilder()
            .setId(identity.id().toString())
            .setCluster(identity.serviceCluster())
            .setMetadata(struct(identity.metadata()))
            .setUserAgentName(USER_AGENT)
            .setUserAgentVersion(identity.version());
    for (KnownExtensions.Known known : KnownExtensions.all()) {
      node.addExtensions(
          Extension.newBuilder()
              .setName(known.name())
              .setCategory(known.category())
              .addTypeUrls(XdsType.typeUrl(known.messageName())));
    }
    return node.build();
  }

  private static Struct struct(MetadataValue.Fields fields) {
    Struct.Builder struct = Struct.newBuilder();
    fields.values().forEach((name, value) -> struct.putFields(name, value(value)));
    return struct.build();
  }

  private static Value value(MetadataValue value) {
    return switch (value) {
      case MetadataValue.Text(String text) -> Value.newBuilder().setStringValue(text).build();
      case MetadataValue.Numeric(double number) ->
          Value.newBuilder().setNumberValue(number).build();
      case MetadataValue.Flag(boolean flag) -> Value.newBuilder().setBoolValue(flag).build();
      case MetadataValue.Nothing() -> Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build();
      case MetadataValue.Items items -> {
        ListValue.Builder list = ListValue.newBuilder();
        items.values().forEach(item -> list.addValues(value(item)));
        yield Value.newBuilder().setListValue(list).build();
      }
      case MetadataValue.Fields fields -> Value.newBuilder().setStructValue(struct(fields)).build();
    };
  }
}
