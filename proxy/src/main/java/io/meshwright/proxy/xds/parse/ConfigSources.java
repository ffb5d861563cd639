package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.meshwright.xds.ConfigException;

/** Where references to other resources may lead. */
final class ConfigSources {
  /** The name under which the proxy's own identity is referred to. */
  private static final String LOCAL_SECRETS = "sds-grpc";

  private ConfigSources() {}

  static void requireAds(ConfigSource source, Where where) throws ConfigException {
    if (!source.hasAds()) {
      throw where.error(source.getConfigSourceSpecifierCase().toString(), "ads");
    }
  }

  /** Whether a secret comes from the proxy's own identity; otherwise it comes by ADS. */
  static boolean local(ConfigSource source, Where where) throws ConfigException {
    if (source.hasAds()) {
      return false;
    }
    var services = source.getApiConfigSource().getGrpcServicesList();
    if (services.size() == 1
        && services.getFirst().getEnvoyGrpc().getClusterName().equals(LOCAL_SECRETS)) {
      return true;
    }
    throw where.error(
        source.getConfigSourceSpecifierCase().toString(), "ads or the gRPC cluster sds-grpc");
  }
}
