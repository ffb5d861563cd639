package io.meshwright.runtime.xds;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Extension;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Locality;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.NodeId;
import io.meshwright.xds.NodeMetadata;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Parses what an xDS node says of itself (istio-features X10, X11). */
public final class NodeParser {

  /** The entry of {@code PROXY_CONFIG} that turns the authentication of the control plane off. */
  static final String CONTROL_PLANE_AUTHENTICATION = "controlPlaneAuthPolicy";

  static final String PLAINTEXT = "NONE";

  private static final Set<NodeId.ProxyType> SERVED =
      Set.of(NodeId.ProxyType.SIDECAR, NodeId.ProxyType.ROUTER);

  private NodeParser() {}

  /**
   * Reads the identity.
   *
   * @param settings what holds for a proxy that does not say otherwise
   */
  public static ProxyIdentity parse(Node node, MeshSettings settings) throws ConfigException {
    NodeId id = NodeId.parse(node.getId());
    Struct metadata = node.getMetadata();
    String claimed = text(metadata, NodeMetadata.NAMESPACE);
    List<ConfigError> errors = new ArrayList<>();
    if (!claimed.isEmpty() && !claimed.equals(id.namespace())) {
      errors.add(
          new ConfigError(
              "Node " + id, "metadata.NAMESPACE", claimed, id.namespace() + ", as in the id"));
    }
    if (!SERVED.contains(id.type())) {
      errors.add(new ConfigError("Node " + id, "id", id.type().word(), "sidecar or router"));
    }
    Set<IpAddress> addresses = addresses(id, text(metadata, NodeMetadata.INSTANCE_IPS), errors);
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    String cluster = text(metadata, NodeMetadata.CLUSTER_ID);
    String network = text(metadata, NodeMetadata.NETWORK);
    return new ProxyIdentity(
        id,
        List.copyOf(addresses),
        labels(metadata),
        cluster.isEmpty() ? settings.cluster() : cluster,
        network.isEmpty() ? settings.network() : network,
        new Locality(
            node.getLocality().getRegion(),
            node.getLocality().getZone(),
            node.getLocality().getSubZone()),
        mutualTls(metadata),
        extensions(node),
        software(metadata),
        text(metadata, NodeMetadata.DNS_CAPTURE).equals("true"),
        text(metadata, NodeMetadata.INTERCEPTION_MODE).equals(NodeMetadata.TRANSPARENT)
            && id.type() == NodeId.ProxyType.SIDECAR);
  }

  /** What the proxy says it was built and injected from. */
  static ProxyBuild build(Node node) {
    Struct metadata = node.getMetadata();
    String own = text(metadata, NodeMetadata.MESHWRIGHT_VERSION);
    return new ProxyBuild(
        own.isEmpty() ? text(metadata, NodeMetadata.ISTIO_VERSION) : own,
        text(metadata, NodeMetadata.ISTIO_REVISION));
  }

  /** A metadata entry as text; empty if absent. */
  public static String text(Struct metadata, String key) {
    return metadata.getFieldsOrDefault(key, Value.getDefaultInstance()).getStringValue();
  }

  private static Set<IpAddress> addresses(NodeId id, String written, List<ConfigError> errors) {
    Set<IpAddress> addresses = new LinkedHashSet<>();
    String all = written.isEmpty() ? id.address() : id.address() + "," + written;
    for (String text : all.split(",", -1)) {
      IpAddress.parse(text.strip())
          .ifPresentOrElse(
              addresses::add,
              () ->
                  errors.add(
                      new ConfigError(
                          "Node " + id, "metadata.INSTANCE_IPS", text, "IPv4 or IPv6 addresses")));
    }
    return addresses;
  }

  private static Map<String, String> labels(Struct metadata) {
    Map<String, String> labels = new TreeMap<>();
    metadata
        .getFieldsOrDefault(NodeMetadata.LABELS, Value.getDefaultInstance())
        .getStructValue()
        .getFieldsMap()
        .forEach((key, value) -> labels.put(key, value.getStringValue()));
    return labels;
  }

  /** See {@link ProxyIdentity#mutualTls()}. */
  private static boolean mutualTls(Struct metadata) {
    Struct config =
        metadata
            .getFieldsOrDefault(NodeMetadata.PROXY_CONFIG, Value.getDefaultInstance())
            .getStructValue();
    return !text(metadata, NodeMetadata.ISTIO_VERSION).isEmpty()
        && !text(config, CONTROL_PLANE_AUTHENTICATION).equals(PLAINTEXT);
  }

  private static ProxyIdentity.Software software(Struct metadata) {
    Map<String, String> texts = new TreeMap<>();
    metadata
        .getFieldsMap()
        .forEach(
            (key, value) -> {
              if (value.hasStringValue()) {
                texts.put(key, value.getStringValue());
              }
            });
    return new ProxyIdentity.Software(
        text(metadata, NodeMetadata.ISTIO_VERSION),
        texts,
        !text(metadata, NodeMetadata.MESHWRIGHT_VERSION).isEmpty());
  }

  private static Set<String> extensions(Node node) {
    Set<String> types = new HashSet<>();
    for (Extension extension : node.getExtensionsList()) {
      types.addAll(extension.getTypeUrlsList());
    }
    return types;
  }
}
