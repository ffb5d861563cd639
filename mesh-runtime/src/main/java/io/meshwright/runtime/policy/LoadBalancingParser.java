package io.meshwright.runtime.policy;

import io.meshwright.crd.networking.TrafficPolicy;
import io.meshwright.runtime.model.traffic.LoadBalancing;
import io.meshwright.runtime.model.traffic.LoadBalancing.Algorithm;
import io.meshwright.runtime.model.traffic.LoadBalancing.HashKey;
import io.meshwright.runtime.model.traffic.LoadBalancing.HashTable;
import io.meshwright.runtime.model.traffic.LocalityBalancing;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Parses {@code loadBalancer} (istio-features DR7, DR8, DR10 to DR12, DR14). */
final class LoadBalancingParser {

  private static final long RING_SIZE = 1024;
  private static final long MAX_RING_SIZE = 8_388_608;
  private static final long TABLE_SIZE = 65_537;
  private static final long MAX_TABLE_SIZE = 5_000_011;

  private final Problems problems;
  private final LocalityBalancingParser localities;

  LoadBalancingParser(Problems problems) {
    this.problems = problems;
    this.localities = new LocalityBalancingParser(problems);
  }

  @Nullable LoadBalancing loadBalancing(String path, TrafficPolicy.@Nullable LoadBalancer written) {
    if (written == null) {
      return null;
    }
    @Nullable LocalityBalancing locality = locality(path, written);
    if (written.simple() != null && written.consistentHash() != null) {
      problems.add(path, "both", "only one of simple and consistentHash");
    }
    if (written.consistentHash() != null) {
      return hash(path + ".consistentHash", written.consistentHash(), locality);
    }
    Algorithm algorithm = algorithm(path + ".simple", HttpRouteParser.orEmpty(written.simple()));
    LoadBalancing.Warmup warmup = warmup(path, written);
    if (warmup != null && (algorithm == Algorithm.RANDOM || algorithm == Algorithm.PASSTHROUGH)) {
      problems.add(path + ".warmup", algorithm, "ROUND_ROBIN or LEAST_REQUEST with it");
    }
    return new LoadBalancing.Simple(algorithm, warmup, locality);
  }

  private @Nullable LocalityBalancing locality(String path, TrafficPolicy.LoadBalancer written) {
    @Nullable LocalityBalancing places =
        localities.parse(path + ".localityLbSetting", written.localityLbSetting());
    @Nullable LocalityBalancing zones =
        localities.parse(path + ".zoneAwareLbSetting", written.zoneAwareLbSetting());
    if (places != null && zones != null) {
      problems.add(path, "both", "only one of localityLbSetting and zoneAwareLbSetting");
    }
    return zones == null ? places : zones;
  }

  private Algorithm algorithm(String path, String word) {
    return switch (word) {
      case "", "UNSPECIFIED", "LEAST_CONN", "LEAST_REQUEST" -> Algorithm.LEAST_REQUEST;
      default -> problems.word(path, word, Algorithm.LEAST_REQUEST, Algorithm.values());
    };
  }

  private LoadBalancing.@Nullable Warmup warmup(String path, TrafficPolicy.LoadBalancer written) {
    TrafficPolicy.Warmup warmup = written.warmup();
    if (warmup == null) {
      Duration older =
          problems.positiveDuration(path + ".warmupDurationSecs", written.warmupDurationSecs());
      return older == null ? null : new LoadBalancing.Warmup(older, 10, 1);
    }
    Duration duration = problems.positiveDuration(path + ".warmup.duration", warmup.duration());
    if (warmup.duration() == null) {
      problems.add(path + ".warmup.duration", "", "a duration above 0");
    }
    double minimum = problems.percent(path + ".warmup.minimumPercent", warmup.minimumPercent(), 10);
    double aggression = warmup.aggression() == null ? 1 : warmup.aggression();
    if (!(aggression >= 1)) {
      problems.add(path + ".warmup.aggression", aggression, "a number of at least 1");
    }
    return duration == null ? null : new LoadBalancing.Warmup(duration, minimum, aggression);
  }

  private LoadBalancing hash(
      String path, TrafficPolicy.ConsistentHash written, @Nullable LocalityBalancing locality) {
    List<HashKey> keys = new ArrayList<>();
    if (written.httpHeaderName() != null) {
      keys.add(new HashKey.Header(written.httpHeaderName()));
    }
    if (written.httpCookie() != null) {
      keys.add(cookie(path + ".httpCookie", written.httpCookie()));
    }
    if (Boolean.TRUE.equals(written.useSourceIp())) {
      keys.add(new HashKey.SourceIp());
    }
    if (written.httpQueryParameterName() != null) {
      keys.add(new HashKey.QueryParameter(written.httpQueryParameterName()));
    }
    if (keys.size() != 1) {
      problems.add(
          path,
          keys.size() + " keys",
          "exactly one of httpHeaderName, httpCookie, useSourceIp and httpQueryParameterName");
      return LoadBalancing.DEFAULT;
    }
    return new LoadBalancing.ConsistentHash(keys.getFirst(), table(path, written), locality);
  }

  private HashKey cookie(String path, TrafficPolicy.HttpCookie cookie) {
    SortedMap<String, String> attributes = new TreeMap<>();
    for (int i = 0; i < cookie.attributes().size(); i++) {
      TrafficPolicy.CookieAttribute attribute = cookie.attributes().get(i);
      String at = path + ".attributes[" + i + "].name";
      String name = problems.required(at, attribute.name(), "a name");
      if (attributes.put(name, HttpRouteParser.orEmpty(attribute.value())) != null) {
        problems.add(at, name, "a name that no other attribute has");
      }
    }
    return new HashKey.Cookie(
        problems.required(path + ".name", cookie.name(), "a name"),
        HttpRouteParser.orEmpty(cookie.path()),
        problems.duration(path + ".ttl", cookie.ttl()),
        attributes);
  }

  private HashTable table(String path, TrafficPolicy.ConsistentHash written) {
    if (written.maglev() != null) {
      Long size = written.maglev().tableSize();
      if (size == null) {
        return new HashTable.Maglev(TABLE_SIZE);
      }
      if (size < 2 || size > MAX_TABLE_SIZE || !BigInteger.valueOf(size).isProbablePrime(50)) {
        problems.add(path + ".maglev.tableSize", size, "a prime of at most " + MAX_TABLE_SIZE);
        return new HashTable.Maglev(TABLE_SIZE);
      }
      return new HashTable.Maglev(size);
    }
    Long size =
        written.ringHash() != null
            ? written.ringHash().minimumRingSize()
            : written.minimumRingSize();
    if (size == null || size == 0) {
      return new HashTable.Ring(RING_SIZE);
    }
    if (size < 0 || size > MAX_RING_SIZE) {
      problems.add(path + ".ringHash.minimumRingSize", size, "a number up to " + MAX_RING_SIZE);
      return new HashTable.Ring(RING_SIZE);
    }
    return new HashTable.Ring(size);
  }
}
