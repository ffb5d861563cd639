package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.config.core.v3.GrpcMethodList;
import io.envoyproxy.envoy.extensions.filters.http.grpc_stats.v3.FilterConfig;
import io.meshwright.proxy.snapshot.GrpcMethods;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.xds.ConfigException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** {@code envoy.extensions.filters.http.grpc_stats.v3.FilterConfig}. */
final class GrpcStatsParser {
  private GrpcStatsParser() {}

  static HttpFilterConfig.GrpcStats parse(FilterConfig proto, Where where) throws ConfigException {
    return new HttpFilterConfig.GrpcStats(
        methods(proto, where),
        proto.getEnableUpstreamStats(),
        proto.getReplaceDotsInGrpcServiceName());
  }

  private static GrpcMethods methods(FilterConfig proto, Where where) throws ConfigException {
    return switch (proto.getPerMethodStatSpecifierCase()) {
      case INDIVIDUAL_METHOD_STATS_ALLOWLIST ->
          listed(
              proto.getIndividualMethodStatsAllowlist(),
              where.field("individual_method_stats_allowlist"));
      case STATS_FOR_ALL_METHODS ->
          proto.getStatsForAllMethods().getValue()
              ? new GrpcMethods.All()
              : new GrpcMethods.Listed(Map.of());
      case PERMETHODSTATSPECIFIER_NOT_SET -> new GrpcMethods.Listed(Map.of());
    };
  }

  private static GrpcMethods listed(GrpcMethodList proto, Where where) throws ConfigException {
    Map<String, Set<String>> byService = new HashMap<>();
    for (int i = 0; i < proto.getServicesCount(); i++) {
      GrpcMethodList.Service service = proto.getServices(i);
      byService.put(
          Values.required(service.getName(), where.item("services", i).field("name")),
          Set.copyOf(service.getMethodNamesList()));
    }
    return new GrpcMethods.Listed(byService);
  }
}
