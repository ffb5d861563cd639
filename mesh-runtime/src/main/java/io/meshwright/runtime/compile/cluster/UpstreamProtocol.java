package io.meshwright.runtime.compile.cluster;

import static io.meshwright.runtime.compile.scope.Protobuf.duration;
import static io.meshwright.runtime.compile.scope.Protobuf.pack;
import static io.meshwright.runtime.compile.scope.Protobuf.uint32;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.KeepaliveSettings;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.meshwright.runtime.model.Protocol;
import io.meshwright.runtime.model.traffic.ConnectionPool;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which version of HTTP a cluster speaks (istio-features DR16, DR17).
 *
 * @param limits of the cluster; null for none
 */
record UpstreamProtocol(Version version, @Nullable ConnectionPool limits) {

  /** The version that the client speaks. */
  static final UpstreamProtocol AS_CLIENT = new UpstreamProtocol(Version.AS_CLIENT, null);

  private static final String KEY = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

  enum Version {
    HTTP_1,
    HTTP_2,
    AS_CLIENT
  }

  /**
   * How a service's port is spoken to.
   *
   * @param upgradeHttp whether the mesh has HTTP upgraded where its DestinationRule says nothing
   */
  static UpstreamProtocol outbound(
      Protocol protocol, @Nullable ConnectionPool pool, boolean upgradeHttp) {
    ConnectionPool.Http http = pool == null ? ConnectionPool.DEFAULT.http() : pool.http();
    boolean upgrade =
        switch (http.upgrade()) {
          case UPGRADE -> true;
          case DO_NOT_UPGRADE -> false;
          // what is only sniffed may turn out to be anything
          case DEFAULT -> upgradeHttp && protocol == Protocol.HTTP;
        };
    Version version;
    if (http.useClientProtocol()) {
      version = Version.AS_CLIENT;
    } else if (protocol.http2() || upgrade) {
      version = Version.HTTP_2;
    } else {
      version = protocol == Protocol.SNIFFED ? Version.AS_CLIENT : Version.HTTP_1;
    }
    return new UpstreamProtocol(version, pool);
  }

  static UpstreamProtocol inbound(Protocol protocol) {
    if (protocol.http2()) {
      return new UpstreamProtocol(Version.HTTP_2, null);
    }
    return protocol == Protocol.SNIFFED ? AS_CLIENT : new UpstreamProtocol(Version.HTTP_1, null);
  }

  /** Writes nothing where Envoy's default is meant. */
  void applyTo(Cluster.Builder cluster) {
    Optional<io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions> common = common();
    if (version == Version.HTTP_1 && common.isEmpty()) {
      return;
    }
    HttpProtocolOptions.Builder options = HttpProtocolOptions.newBuilder();
    switch (version) {
      case HTTP_1 ->
          options.setExplicitHttpConfig(
              HttpProtocolOptions.ExplicitHttpConfig.newBuilder()
                  .setHttpProtocolOptions(Http1ProtocolOptions.getDefaultInstance()));
      case HTTP_2 ->
          options.setExplicitHttpConfig(
              HttpProtocolOptions.ExplicitHttpConfig.newBuilder().setHttp2ProtocolOptions(http2()));
      case AS_CLIENT ->
          options.setUseDownstreamProtocolConfig(
              HttpProtocolOptions.UseDownstreamHttpConfig.newBuilder()
                  .setHttpProtocolOptions(Http1ProtocolOptions.getDefaultInstance())
                  .setHttp2ProtocolOptions(http2()));
    }
    common.ifPresent(options::setCommonHttpProtocolOptions);
    cluster.putTypedExtensionProtocolOptions(KEY, pack(options.build()));
  }

  private Http2ProtocolOptions http2() {
    Http2ProtocolOptions.Builder http2 = Http2ProtocolOptions.newBuilder();
    if (limits != null && limits.http().maxConcurrentStreams() > 0) {
      http2.setMaxConcurrentStreams(uint32(limits.http().maxConcurrentStreams()));
    }
    if (limits != null && limits.http().pings() != null) {
      http2.setConnectionKeepalive(
          KeepaliveSettings.newBuilder()
              .setInterval(duration(limits.http().pings().interval()))
              .setTimeout(duration(limits.http().pings().timeout())));
    }
    return http2.build();
  }

  private Optional<io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions> common() {
    if (limits == null) {
      return Optional.empty();
    }
    var common = io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions.newBuilder();
    if (limits.http().idleTimeout() != null) {
      common.setIdleTimeout(duration(limits.http().idleTimeout()));
    }
    if (limits.http().maxRequestsPerConnection() > 0) {
      common.setMaxRequestsPerConnection(uint32(limits.http().maxRequestsPerConnection()));
    }
    if (limits.tcp().maxConnectionDuration() != null) {
      common.setMaxConnectionDuration(duration(limits.tcp().maxConnectionDuration()));
    }
    boolean empty =
        common
            .build()
            .equals(io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions.getDefaultInstance());
    return empty ? Optional.empty() : Optional.of(common.build());
  }
}
