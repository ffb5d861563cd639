package io.meshwright.runtime.xds;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.core.v3.Extension;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.meshwright.runtime.compile.scope.Protobuf;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.NodeMetadata;
import java.util.TreeSet;

/**
 * A proxy's introduction as text, so that another revision can be asked what it would send. {@link
 * NodeParser} reads from it the identity that it was written from.
 */
public final class RecordedNode {

  private RecordedNode() {}

  /** Writes {@code Node} in protobuf's JSON. */
  public static String write(ProxyIdentity proxy) {
    Struct.Builder metadata = Struct.newBuilder();
    proxy
        .software()
        .metadata()
        .forEach((key, value) -> metadata.putFields(key, Protobuf.string(value)));
    Struct.Builder labels = Struct.newBuilder();
    proxy.labels().forEach((key, value) -> labels.putFields(key, Protobuf.string(value)));
    metadata.putFields(NodeMetadata.LABELS, struct(labels));
    if (!proxy.mutualTls()) {
      metadata.putFields(
          NodeMetadata.PROXY_CONFIG,
          struct(
              Struct.newBuilder()
                  .putFields(
                      NodeParser.CONTROL_PLANE_AUTHENTICATION,
                      Protobuf.string(NodeParser.PLAINTEXT))));
    }
    Node.Builder node =
        Node.newBuilder()
            .setId(proxy.node().toString())
            .setMetadata(metadata)
            .setLocality(
                Locality.newBuilder()
                    .setRegion(proxy.locality().region())
                    .setZone(proxy.locality().zone())
                    .setSubZone(proxy.locality().subzone()));
    if (!proxy.extensions().isEmpty()) {
      node.addExtensions(Extension.newBuilder().addAllTypeUrls(new TreeSet<>(proxy.extensions())));
    }
    try {
      return JsonFormat.printer().omittingInsignificantWhitespace().print(node);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads what any version wrote, as if the revision of {@code settings} had injected it. */
  public static ProxyIdentity read(String text, MeshSettings settings) throws ConfigException {
    Node.Builder node = Node.newBuilder();
    try {
      JsonFormat.parser().ignoringUnknownFields().merge(text, node);
    } catch (InvalidProtocolBufferException e) {
      throw new ConfigException(
          new ConfigError("Node", "", String.valueOf(e.getMessage()), "a Node as JSON"));
    }
    if (node.getMetadata().containsFields(NodeMetadata.ISTIO_REVISION)) {
      node.getMetadataBuilder()
          .putFields(NodeMetadata.ISTIO_REVISION, Protobuf.string(settings.revision()));
    }
    return NodeParser.parse(node.build(), settings);
  }

  private static Value struct(Struct.Builder struct) {
    return Value.newBuilder().setStructValue(struct).build();
  }
}
