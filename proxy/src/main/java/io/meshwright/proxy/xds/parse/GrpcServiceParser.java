package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.meshwright.proxy.snapshot.GrpcTarget;
import io.meshwright.proxy.snapshot.HeaderValue;
import io.meshwright.xds.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code envoy.config.core.v3.GrpcService} that filters call: a cluster of the proxy's own. */
final class GrpcServiceParser {
  private GrpcServiceParser() {}

  /** The service; {@code timeout} is for one that says none. */
  static GrpcTarget parse(GrpcService proto, Duration timeout, Where where) throws ConfigException {
    if (!proto.hasEnvoyGrpc()) {
      throw where.error(proto.getTargetSpecifierCase().toString(), "envoy_grpc");
    }
    String cluster =
        Values.required(
            proto.getEnvoyGrpc().getClusterName(), where.field("envoy_grpc.cluster_name"));
    String authority = proto.getEnvoyGrpc().getAuthority();
    return new GrpcTarget(
        cluster,
        authority.isEmpty() ? cluster : authority,
        Values.durationOr(proto.hasTimeout(), proto.getTimeout(), timeout, where.field("timeout")),
        headers(proto.getInitialMetadataList(), where));
  }

  /** Fixed metadata of calls. */
  static List<HeaderValue> headers(
      List<io.envoyproxy.envoy.config.core.v3.HeaderValue> protos, Where where)
      throws ConfigException {
    List<HeaderValue> headers = new ArrayList<>(protos.size());
    for (int i = 0; i < protos.size(); i++) {
      Where there = where.item("initial_metadata", i);
      String value = protos.get(i).getValue();
      if (value.indexOf('%') >= 0) {
        throw there.field("value").error(value, "a text without command operators");
      }
      headers.add(
          new HeaderValue(
              Values.required(protos.get(i).getKey(), there.field("key")).toLowerCase(Locale.ROOT),
              value));
    }
    return headers;
  }
}
