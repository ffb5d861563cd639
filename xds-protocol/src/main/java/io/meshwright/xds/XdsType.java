package io.meshwright.xds;

import java.util.Optional;

/**
 * The resource types of the aggregated discovery service that control plane and proxy exchange. The
 * order of the constants is the order in which a change is pushed, so that what is referred to
 * arrives first (xDS protocol, "Eventual consistency considerations").
 */
public enum XdsType {
  CLUSTER("envoy.config.cluster.v3.Cluster"),
  ENDPOINT("envoy.config.endpoint.v3.ClusterLoadAssignment"),
  LISTENER("envoy.config.listener.v3.Listener"),
  ROUTE("envoy.config.route.v3.RouteConfiguration"),
  /** Configuration of a filter that only names it; Envoy asks for it when it has the listener. */
  EXTENSION_CONFIG("envoy.config.core.v3.TypedExtensionConfig"),
  SECRET("envoy.extensions.transport_sockets.tls.v3.Secret"),
  NAME_TABLE("istio.networking.nds.v1.NameTable");

  private static final String PREFIX = "type.googleapis.com/";

  private final String messageName;

  XdsType(String messageName) {
    this.messageName = messageName;
  }

  /** The type with this URL; empty for a type that neither side serves. */
  public static Optional<XdsType> of(String typeUrl) {
    for (XdsType type : values()) {
      if (type.typeUrl().equals(typeUrl)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The type URL of a message in a {@code google.protobuf.Any}. */
  public static String typeUrl(String messageName) {
    return PREFIX + messageName;
  }

  /** The full protobuf name of the resource's message. */
  public String messageName() {
    return messageName;
  }

  /** The type URL in requests, responses and resources. */
  public String typeUrl() {
    return PREFIX + messageName;
  }

  /**
   * Whether a client that names no resource gets all of them; the others are subscribed to by name.
   */
  public boolean wildcard() {
    return this == CLUSTER || this == LISTENER || this == NAME_TABLE;
  }
}
