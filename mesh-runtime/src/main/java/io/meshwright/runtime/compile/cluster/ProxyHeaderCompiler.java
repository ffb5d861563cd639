package io.meshwright.runtime.compile.cluster;

import static io.meshwright.runtime.compile.scope.Protobuf.pack;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.ProxyProtocolConfig;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport;
import io.meshwright.runtime.compile.filter.MeshTls;
import io.meshwright.runtime.model.traffic.ProxyHeader;
import org.jspecify.annotations.Nullable;

/** Has connections begin with the header of the PROXY protocol (istio-features DR25). */
final class ProxyHeaderCompiler {

  private ProxyHeaderCompiler() {}

  /** Wraps every transport socket of the cluster; after all of them are set. */
  static void apply(Cluster.Builder cluster, @Nullable ProxyHeader header) {
    if (header == null) {
      return;
    }
    for (Cluster.TransportSocketMatch.Builder match :
        cluster.getTransportSocketMatchesBuilderList()) {
      match.setTransportSocket(wrap(match.getTransportSocket(), header));
    }
    cluster.setTransportSocket(
        wrap(cluster.hasTransportSocket() ? cluster.getTransportSocket() : MeshTls.raw(), header));
  }

  private static TransportSocket wrap(TransportSocket inner, ProxyHeader header) {
    ProxyProtocolConfig.Version version =
        switch (header) {
          case V1 -> ProxyProtocolConfig.Version.V1;
          case V2 -> ProxyProtocolConfig.Version.V2;
        };
    return TransportSocket.newBuilder()
        .setName("envoy.transport_sockets.upstream_proxy_protocol")
        .setTypedConfig(
            pack(
                ProxyProtocolUpstreamTransport.newBuilder()
                    .setConfig(ProxyProtocolConfig.newBuilder().setVersion(version))
                    .setTransportSocket(inner)
                    .build()))
        .build();
  }
}
