package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.RingHashLbConfig.HashFunction;
import io.meshwright.proxy.snapshot.LoadBalancing;
import io.meshwright.proxy.snapshot.LoadBalancing.Policy;
import io.meshwright.proxy.snapshot.LoadBalancing.SlowStart;
import io.meshwright.xds.ConfigException;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** How a cluster balances. */
final class LoadBalancingParser {
  private static final double SLOW_START_MINIMUM = 10;
  private static final long LARGEST_TABLE = 5_000_011;
  private static final int CERTAINTY = 50;

  private LoadBalancingParser() {}

  static LoadBalancing parse(io.envoyproxy.envoy.config.cluster.v3.Cluster proto, Where where)
      throws ConfigException {
    var common = proto.getCommonLbConfig();
    return new LoadBalancing(
        policy(proto, where),
        common.hasHealthyPanicThreshold()
            ? common.getHealthyPanicThreshold().getValue()
            : LoadBalancing.DEFAULT_PANIC_THRESHOLD,
        common.hasLocalityWeightedLbConfig(),
        SubsetsParser.parse(proto, where));
  }

  private static Policy policy(io.envoyproxy.envoy.config.cluster.v3.Cluster proto, Where where)
      throws ConfigException {
    boolean originalDestination = proto.getType() == DiscoveryType.ORIGINAL_DST;
    Where there = where.field("lb_policy");
    return switch (proto.getLbPolicy()) {
      case ROUND_ROBIN -> {
        if (originalDestination) {
          throw there.error("ROUND_ROBIN", "CLUSTER_PROVIDED with the type ORIGINAL_DST");
        }
        var config = proto.getRoundRobinLbConfig();
        yield new Policy.RoundRobin(
            config.hasSlowStartConfig()
                ? slowStart(
                    config.getSlowStartConfig(),
                    where.field("round_robin_lb_config.slow_start_config"))
                : null);
      }
      case LEAST_REQUEST -> {
        var config = proto.getLeastRequestLbConfig();
        Where place = where.field("least_request_lb_config");
        yield new Policy.LeastRequest(
            config.hasChoiceCount()
                ? Values.intOf(config.getChoiceCount().getValue(), 2, place.field("choice_count"))
                : 2,
            config.hasSlowStartConfig()
                ? slowStart(config.getSlowStartConfig(), place.field("slow_start_config"))
                : null);
      }
      case RANDOM -> new Policy.Random();
      case CLUSTER_PROVIDED -> {
        if (!originalDestination) {
          throw there.error("CLUSTER_PROVIDED", "the type ORIGINAL_DST with it");
        }
        yield new Policy.ByCluster();
      }
      case RING_HASH -> ringHash(proto.getRingHashLbConfig(), where.field("ring_hash_lb_config"));
      case MAGLEV -> maglev(proto.getMaglevLbConfig(), where.field("maglev_lb_config"));
      case LOAD_BALANCING_POLICY_CONFIG, UNRECOGNIZED ->
          throw there.error(
              proto.getLbPolicy().name(),
              "ROUND_ROBIN, LEAST_REQUEST, RANDOM, RING_HASH, MAGLEV or CLUSTER_PROVIDED");
    };
  }

  private static Policy ringHash(
      io.envoyproxy.envoy.config.cluster.v3.Cluster.RingHashLbConfig proto, Where where)
      throws ConfigException {
    if (proto.getHashFunction() != HashFunction.XX_HASH) {
      throw where.field("hash_function").error(proto.getHashFunction().name(), "XX_HASH");
    }
    Policy.RingHash unset = Policy.RingHash.DEFAULT;
    long maximum =
        proto.hasMaximumRingSize() ? proto.getMaximumRingSize().getValue() : unset.maximumSize();
    if (maximum < 1 || maximum > unset.maximumSize()) {
      throw where
          .field("maximum_ring_size")
          .error(Long.toUnsignedString(maximum), "1 to " + unset.maximumSize());
    }
    long minimum =
        proto.hasMinimumRingSize()
            ? proto.getMinimumRingSize().getValue()
            : Math.min(unset.minimumSize(), maximum);
    if (minimum < 1 || minimum > maximum) {
      throw where
          .field("minimum_ring_size")
          .error(Long.toUnsignedString(minimum), "1 to " + maximum);
    }
    return new Policy.RingHash(minimum, maximum);
  }

  private static Policy maglev(
      io.envoyproxy.envoy.config.cluster.v3.Cluster.MaglevLbConfig proto, Where where)
      throws ConfigException {
    if (!proto.hasTableSize()) {
      return Policy.Maglev.DEFAULT;
    }
    long size = proto.getTableSize().getValue();
    if (size < 2 || size > LARGEST_TABLE || !BigInteger.valueOf(size).isProbablePrime(CERTAINTY)) {
      throw where
          .field("table_size")
          .error(Long.toUnsignedString(size), "a prime number up to " + LARGEST_TABLE);
    }
    return new Policy.Maglev((int) size);
  }

  private static @Nullable SlowStart slowStart(
      io.envoyproxy.envoy.config.cluster.v3.Cluster.SlowStartConfig proto, Where where)
      throws ConfigException {
    return new SlowStart(
        Values.duration(proto.getSlowStartWindow(), where.field("slow_start_window")),
        proto.hasAggression() ? proto.getAggression().getDefaultValue() : 1,
        proto.hasMinWeightPercent() ? proto.getMinWeightPercent().getValue() : SLOW_START_MINIMUM);
  }
}
