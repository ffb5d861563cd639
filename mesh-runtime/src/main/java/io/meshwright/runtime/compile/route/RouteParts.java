package io.meshwright.runtime.compile.route;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.meshwright.runtime.compile.scope.Protobuf;
import java.util.ArrayList;
import java.util.List;

/** Encodes routes in parts, of which those of other namespaces may be equal. */
public final class RouteParts {
  private RouteParts() {}

  /** Bytes that one after the other are the encoded routes; each virtual host is a part. */
  public static List<ByteString> encode(RouteConfiguration routes) {
    List<ByteString> parts = new ArrayList<>();
    // in the order of the fields' numbers, as a message is written in one piece
    parts.add(Protobuf.encode(RouteConfiguration.newBuilder().setName(routes.getName()).build()));
    routes
        .getVirtualHostsList()
        .forEach(
            host ->
                parts.add(
                    Protobuf.encode(
                        RouteConfiguration.newBuilder().addVirtualHosts(host).build())));
    parts.add(Protobuf.encode(routes.toBuilder().clearName().clearVirtualHosts().build()));
    return parts;
  }
}
