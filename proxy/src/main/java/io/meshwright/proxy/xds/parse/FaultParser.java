package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.extensions.filters.http.fault.v3.FaultAbort;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.meshwright.proxy.snapshot.FaultPolicy;
import io.meshwright.xds.ConfigException;

/** {@code envoy.extensions.filters.http.fault.v3.HTTPFault}. */
final class FaultParser {
  private static final int MIN_STATUS = 200;
  private static final int MAX_STATUS = 599;

  private FaultParser() {}

  static FaultPolicy parse(HTTPFault proto, Where where) throws ConfigException {
    return new FaultPolicy(
        proto.hasDelay() ? delay(proto, where.field("delay")) : null,
        proto.hasAbort() ? abort(proto.getAbort(), where.field("abort")) : null,
        proto.getUpstreamCluster(),
        MatcherParser.headers(proto.getHeadersList(), "headers", where),
        proto.getDownstreamNodesList(),
        proto.hasMaxActiveFaults() ? Values.longOr(true, proto.getMaxActiveFaults(), 0) : null);
  }

  private static FaultPolicy.Delay delay(HTTPFault proto, Where where) throws ConfigException {
    var delay = proto.getDelay();
    return new FaultPolicy.Delay(
        switch (delay.getFaultDelaySecifierCase()) {
          case FIXED_DELAY -> Values.duration(delay.getFixedDelay(), where.field("fixed_delay"));
          case HEADER_DELAY -> null;
          case FAULTDELAYSECIFIER_NOT_SET -> throw where.error("", "fixed_delay or header_delay");
        },
        Values.fraction(delay.getPercentage(), where.field("percentage")));
  }

  private static FaultPolicy.Abort abort(FaultAbort proto, Where where) throws ConfigException {
    return new FaultPolicy.Abort(
        switch (proto.getErrorTypeCase()) {
          case HTTP_STATUS -> {
            int status = proto.getHttpStatus();
            if (status < MIN_STATUS || status > MAX_STATUS) {
              throw where
                  .field("http_status")
                  .error(Integer.toUnsignedString(status), "200 to 599");
            }
            yield new FaultPolicy.Status.Http(status);
          }
          case GRPC_STATUS ->
              new FaultPolicy.Status.Grpc(
                  Values.intOf(proto.getGrpcStatus(), 0, where.field("grpc_status")));
          case HEADER_ABORT -> new FaultPolicy.Status.ByHeader();
          case ERRORTYPE_NOT_SET ->
              throw where.error("", "http_status, grpc_status or header_abort");
        },
        Values.fraction(proto.getPercentage(), where.field("percentage")));
  }
}
