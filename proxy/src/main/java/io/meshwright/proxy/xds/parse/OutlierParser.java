package io.meshwright.proxy.xds.parse;

import com.google.protobuf.UInt32Value;
import io.meshwright.proxy.snapshot.OutlierDetection;
import io.meshwright.xds.ConfigException;
import java.time.Duration;

/** {@code envoy.config.cluster.v3.OutlierDetection}; defaults are Envoy's. */
final class OutlierParser {
  private static final int CONSECUTIVE = 5;
  private static final int ALWAYS = 100;
  private static final int MAX_EJECTION_PERCENT = 10;
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration BASE_EJECTION = Duration.ofSeconds(30);
  private static final Duration MAX_EJECTION = Duration.ofMinutes(5);

  private OutlierParser() {}

  static OutlierDetection parse(
      io.envoyproxy.envoy.config.cluster.v3.OutlierDetection proto, Where where)
      throws ConfigException {
    rejectSuccessRate(
        proto.hasEnforcingSuccessRate(),
        proto.getEnforcingSuccessRate(),
        where.field("enforcing_success_rate"));
    rejectSuccessRate(
        proto.hasEnforcingLocalOriginSuccessRate(),
        proto.getEnforcingLocalOriginSuccessRate(),
        where.field("enforcing_local_origin_success_rate"));
    Duration base =
        Values.durationOr(
            proto.hasBaseEjectionTime(),
            proto.getBaseEjectionTime(),
            BASE_EJECTION,
            where.field("base_ejection_time"));
    Duration longest =
        Values.durationOr(
            proto.hasMaxEjectionTime(),
            proto.getMaxEjectionTime(),
            MAX_EJECTION,
            where.field("max_ejection_time"));
    return new OutlierDetection(
        count(
            proto.hasConsecutive5Xx(),
            proto.getConsecutive5Xx(),
            enforced(
                proto.hasEnforcingConsecutive5Xx(),
                proto.getEnforcingConsecutive5Xx(),
                ALWAYS,
                where.field("enforcing_consecutive_5xx"))),
        count(
            proto.hasConsecutiveGatewayFailure(),
            proto.getConsecutiveGatewayFailure(),
            enforced(
                proto.hasEnforcingConsecutiveGatewayFailure(),
                proto.getEnforcingConsecutiveGatewayFailure(),
                0,
                where.field("enforcing_consecutive_gateway_failure"))),
        count(
            proto.hasConsecutiveLocalOriginFailure(),
            proto.getConsecutiveLocalOriginFailure(),
            enforced(
                proto.hasEnforcingConsecutiveLocalOriginFailure(),
                proto.getEnforcingConsecutiveLocalOriginFailure(),
                ALWAYS,
                where.field("enforcing_consecutive_local_origin_failure"))),
        Values.durationOr(
            proto.hasInterval(), proto.getInterval(), INTERVAL, where.field("interval")),
        base,
        longest.compareTo(base) < 0 ? base : longest,
        (int)
            Math.min(
                ALWAYS,
                Values.longOr(
                    proto.hasMaxEjectionPercent(),
                    proto.getMaxEjectionPercent(),
                    MAX_EJECTION_PERCENT)),
        proto.getSplitExternalLocalOriginErrors());
  }

  private static void rejectSuccessRate(boolean set, UInt32Value value, Where where)
      throws ConfigException {
    if (set && value.getValue() != 0) {
      throw where.error(
          Integer.toUnsignedString(value.getValue()), "0: success rates do not eject");
    }
  }

  private static boolean enforced(boolean set, UInt32Value value, int unset, Where where)
      throws ConfigException {
    int percent = set ? value.getValue() : unset;
    if (percent != 0 && percent != ALWAYS) {
      throw where.error(Integer.toUnsignedString(percent), "0 or 100");
    }
    return percent == ALWAYS;
  }

  private static int count(boolean set, UInt32Value value, boolean enforced) {
    if (!enforced) {
      return 0;
    }
    return set ? (int) Math.min(Integer.MAX_VALUE, Values.longOr(true, value, 0)) : CONSECUTIVE;
  }
}
