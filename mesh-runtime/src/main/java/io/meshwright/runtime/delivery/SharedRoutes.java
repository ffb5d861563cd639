package io.meshwright.runtime.delivery;

import com.google.common.collect.Interner;
import com.google.common.collect.Interners;
import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.meshwright.runtime.compile.scope.Protobuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encoded routes. Those of two namespaces differ only in the short names of their own services: the
 * bytes of a virtual host are kept once for all that have an equal one, as long as one has it.
 * Thread-safe.
 */
final class SharedRoutes {

  private final Interner<ByteString> hosts = Interners.newWeakInterner();

  /** Encodes routes; the resource that they were before if they are still the same. */
  VersionedResource of(
      String name, RouteConfiguration routes, @Nullable VersionedResource before) {
    List<ByteString> parts = new ArrayList<>();
    // in the order of the fields' numbers, as a message is written in one piece
    parts.add(
        Protobuf.encode(RouteConfiguration.newBuilder().setName(routes.getName()).build()));
    routes.getVirtualHostsList().forEach(host -> parts.add(hosts.intern(field(host))));
    parts.add(Protobuf.encode(routes.toBuilder().clearName().clearVirtualHosts().build()));
    return VersionedResource.of(
        name, Protobuf.any(routes.getDescriptorForType(), ByteString.copyFrom(parts)), before);
  }

  private static ByteString field(VirtualHost host) {
    return Protobuf.encode(RouteConfiguration.newBuilder().addVirtualHosts(host).build());
  }
}
