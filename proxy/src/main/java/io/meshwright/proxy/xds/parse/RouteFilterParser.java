package io.meshwright.proxy.xds.parse;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.CorsPolicy;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.meshwright.proxy.snapshot.RouteFilterConfig;
import io.meshwright.xds.ConfigException;

/** What routes say of filters. */
final class RouteFilterParser {
  private static final String PACKAGE = "envoy.extensions.filters.http.";

  private RouteFilterParser() {}

  static RouteFilterConfig parse(Any config, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    String type = Values.typeOf(config);
    return switch (type) {
      case PACKAGE + "cors.v3.CorsPolicy" ->
          CorsParser.parse(CorsPolicy.parseFrom(config.getValue()), where);
      case PACKAGE + "fault.v3.HTTPFault" ->
          FaultParser.parse(HTTPFault.parseFrom(config.getValue()), where);
      default -> throw where.error(type, "settings of a supported HTTP filter");
    };
  }
}
