package io.meshwright.proxy.xds.parse;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.filters.http.buffer.v3.BufferPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.compressor.v3.CompressorPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.CorsPolicy;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.HeaderMutationPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.PerRouteConfig;
import io.envoyproxy.envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit;
import io.envoyproxy.envoy.extensions.filters.http.ratelimit.v3.RateLimitPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBACPerRoute;
import io.meshwright.proxy.snapshot.AccessControl;
import io.meshwright.proxy.snapshot.FilterOverrides.Change;
import io.meshwright.proxy.snapshot.RouteFilterConfig;
import io.meshwright.xds.ConfigException;

/** What routes say of filters. */
final class RouteFilterParser {
  private static final String PACKAGE = "envoy.extensions.filters.http.";

  private RouteFilterParser() {}

  static Change parse(Any config, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    return switch (Values.typeOf(config)) {
      case PACKAGE + "buffer.v3.BufferPerRoute" -> {
        BufferPerRoute buffer = BufferPerRoute.parseFrom(config.getValue());
        yield buffer.getDisabled()
            ? new Change.Disabled()
            : new Change.Settings(LimitParser.buffer(buffer.getBuffer(), where.field("buffer")));
      }
      case PACKAGE + "compressor.v3.CompressorPerRoute" ->
          CompressionParser.ofRoute(CompressorPerRoute.parseFrom(config.getValue()), where);
      case PACKAGE + "ext_authz.v3.ExtAuthzPerRoute" -> {
        ExtAuthzPerRoute authorization = ExtAuthzPerRoute.parseFrom(config.getValue());
        yield authorization.getDisabled()
            ? new Change.Disabled()
            : new Change.Settings(
                ExtAuthzParser.onRoute(
                    authorization.getCheckSettings(), where.field("check_settings")));
      }
      case PACKAGE + "jwt_authn.v3.PerRouteConfig" ->
          JwtParser.onRoute(PerRouteConfig.parseFrom(config.getValue()), where);
      default -> new Change.Settings(settings(config, where));
    };
  }

  private static RouteFilterConfig settings(Any config, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    String type = Values.typeOf(config);
    return switch (type) {
      case PACKAGE + "cors.v3.CorsPolicy" ->
          CorsParser.parse(CorsPolicy.parseFrom(config.getValue()), where);
      case PACKAGE + "fault.v3.HTTPFault" ->
          FaultParser.parse(HTTPFault.parseFrom(config.getValue()), where);
      case PACKAGE + "rbac.v3.RBACPerRoute" -> {
        RBACPerRoute rbac = RBACPerRoute.parseFrom(config.getValue());
        yield rbac.hasRbac()
            ? RbacParser.http(rbac.getRbac(), where.field("rbac"))
            : AccessControl.NONE;
      }
      case PACKAGE + "local_ratelimit.v3.LocalRateLimit" ->
          LimitParser.http(LocalRateLimit.parseFrom(config.getValue()), where);
      case PACKAGE + "ratelimit.v3.RateLimitPerRoute" ->
          RateLimitParser.onRoute(RateLimitPerRoute.parseFrom(config.getValue()), where);
      case PACKAGE + "header_mutation.v3.HeaderMutationPerRoute" ->
          HeaderRewritesParser.parse(
              HeaderMutationPerRoute.parseFrom(config.getValue()).getMutations(),
              where.field("mutations"));
      default -> throw where.error(type, "settings of a supported HTTP filter");
    };
  }
}
