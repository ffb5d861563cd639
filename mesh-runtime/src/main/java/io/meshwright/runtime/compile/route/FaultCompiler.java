package io.meshwright.runtime.compile.route;

import static io.meshwright.runtime.compile.scope.Protobuf.bool;
import static io.meshwright.runtime.compile.scope.Protobuf.duration;

import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.envoyproxy.envoy.extensions.filters.common.fault.v3.FaultDelay;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.FaultAbort;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.meshwright.runtime.model.traffic.CorsPolicy;
import io.meshwright.runtime.model.traffic.FaultPolicy;

/**
 * Writes a route's configuration of the filters for faults and CORS (istio-features VS22, VS24).
 */
final class FaultCompiler {
  private FaultCompiler() {}

  static HTTPFault compile(FaultPolicy fault) {
    HTTPFault.Builder config = HTTPFault.newBuilder();
    if (fault.delay() != null) {
      config.setDelay(
          FaultDelay.newBuilder()
              .setFixedDelay(duration(fault.delay().duration()))
              .setPercentage(DestinationCompiler.fraction(fault.delay().percent())));
    }
    FaultPolicy.Abort abort = fault.abort();
    if (abort != null) {
      FaultAbort.Builder written =
          FaultAbort.newBuilder().setPercentage(DestinationCompiler.fraction(abort.percent()));
      if (abort.httpStatus() >= 0) {
        written.setHttpStatus(abort.httpStatus());
      } else {
        written.setGrpcStatus(abort.grpcStatus());
      }
      config.setAbort(written);
    }
    return config.build();
  }

  static io.envoyproxy.envoy.extensions.filters.http.cors.v3.CorsPolicy compile(CorsPolicy cors) {
    var config = io.envoyproxy.envoy.extensions.filters.http.cors.v3.CorsPolicy.newBuilder();
    cors.allowOrigins().forEach(o -> config.addAllowOriginStringMatch(MatchCompiler.string(o)));
    config
        .setAllowMethods(String.join(",", cors.allowMethods()))
        .setAllowHeaders(String.join(",", cors.allowHeaders()))
        .setExposeHeaders(String.join(",", cors.exposeHeaders()))
        .setForwardNotMatchingPreflights(bool(cors.forwardUnmatchedPreflights()))
        .setFilterEnabled(
            RuntimeFractionalPercent.newBuilder()
                .setDefaultValue(DestinationCompiler.fraction(100)));
    if (cors.maxAge() != null) {
      config.setMaxAge(Long.toString(cors.maxAge().toSeconds()));
    }
    if (cors.allowCredentials() != null) {
      config.setAllowCredentials(bool(cors.allowCredentials()));
    }
    return config.build();
  }
}
