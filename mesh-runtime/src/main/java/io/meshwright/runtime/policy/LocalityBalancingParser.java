package io.meshwright.runtime.policy;

import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.networking.TrafficPolicy;
import io.meshwright.runtime.model.traffic.LocalityBalancing;
import io.meshwright.runtime.model.traffic.LocalityBalancing.Label;
import io.meshwright.runtime.model.traffic.LocalityBalancing.Place;
import io.meshwright.runtime.model.traffic.LocalityBalancing.Shares;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses {@code localityLbSetting} and {@code zoneAwareLbSetting} (istio-features DR10 to DR12).
 */
final class LocalityBalancingParser {

  private static final int ALL = 100;

  /** Envoy's default, too. */
  private static final int LEAST_HOSTS = 6;

  private static final Set<String> PLACES =
      Set.of(Labels.REGION, Labels.ZONE, Labels.TOPOLOGY_SUBZONE);

  private static final Pattern WILDCARD_BEFORE_END = Pattern.compile("\\*/[^*]");

  private final Problems problems;

  LocalityBalancingParser(Problems problems) {
    this.problems = problems;
  }

  /** Null if nothing is written. */
  @Nullable LocalityBalancing parse(
      String path, TrafficPolicy.@Nullable LocalityLoadBalancer written) {
    if (written == null) {
      return null;
    }
    long ways =
        List.of(written.distribute(), written.failover(), written.failoverPriority()).stream()
            .filter(way -> !way.isEmpty())
            .count();
    if (ways > 1) {
      problems.add(
          path, ways + " of them", "only one of distribute, failover and failoverPriority");
    }
    if (Boolean.FALSE.equals(written.enabled())) {
      return new LocalityBalancing.Disabled();
    }
    if (!written.distribute().isEmpty()) {
      return distribute(path + ".distribute", written.distribute());
    }
    if (!written.failoverPriority().isEmpty()) {
      return new LocalityBalancing.FailoverPriority(
          written.failoverPriority().stream().map(LocalityBalancingParser::label).toList());
    }
    return new LocalityBalancing.Failover(failover(path + ".failover", written.failover()));
  }

  /** Null if nothing is written. */
  @Nullable LocalityBalancing parse(
      String path, TrafficPolicy.@Nullable ZoneAwareLoadBalancer written) {
    if (written == null) {
      return null;
    }
    for (int i = 0; i < written.failoverPriority().size(); i++) {
      if (PLACES.contains(label(written.failoverPriority().get(i)).key())) {
        problems.add(
            path + ".failoverPriority[" + i + "]",
            written.failoverPriority().get(i),
            "a label that is no region, zone or subzone, which zoneAwareLbSetting ranks itself");
      }
    }
    LocalityBalancing zones =
        new LocalityBalancing.ZoneAware(
            failover(path + ".failover", written.failover()),
            written.failoverPriority().stream().map(LocalityBalancingParser::label).toList(),
            problems.integer(
                path + ".minClusterSize",
                written.minClusterSize(),
                LEAST_HOSTS,
                0,
                Integer.MAX_VALUE));
    return Boolean.FALSE.equals(written.enabled()) ? new LocalityBalancing.Disabled() : zones;
  }

  private LocalityBalancing distribute(String path, List<TrafficPolicy.Distribute> written) {
    List<Shares> all = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      String at = path + "[" + i + "]";
      String from = problems.required(at + ".from", written.get(i).from(), "region/zone/subzone");
      SortedMap<Place, Integer> to = new TreeMap<>();
      written
          .get(i)
          .to()
          .forEach((place, weight) -> to.put(place(at + ".to[" + place + "]", place), weight));
      int sum = to.values().stream().filter(Objects::nonNull).mapToInt(Integer::intValue).sum();
      if (sum != ALL || to.values().stream().anyMatch(weight -> weight == null || weight < 1)) {
        problems.add(at + ".to", written.get(i).to(), "weights above 0 that add up to 100");
      }
      all.add(new Shares(place(at + ".from", from), to));
    }
    return new LocalityBalancing.Distribute(all);
  }

  private Place place(String path, String written) {
    if (WILDCARD_BEFORE_END.matcher(written).find()) {
      problems.add(path, written, "a wildcard at the end only");
    }
    return Place.parse(written);
  }

  private Map<String, String> failover(String path, List<TrafficPolicy.Failover> written) {
    Map<String, String> regions = new TreeMap<>();
    for (int i = 0; i < written.size(); i++) {
      String at = path + "[" + i + "]";
      String from = problems.required(at + ".from", written.get(i).from(), "a region");
      String to = problems.required(at + ".to", written.get(i).to(), "a region");
      if (from.equals(to)) {
        problems.add(at + ".to", to, "another region than from");
      } else if (from.contains("/") || to.contains("/")) {
        problems.add(at, from + " to " + to, "regions, without zones");
      }
      regions.putIfAbsent(from, to);
    }
    return regions;
  }

  private static Label label(String written) {
    int sign = written.indexOf('=');
    return sign < 0
        ? new Label(written, "")
        : new Label(written.substring(0, sign), written.substring(sign + 1));
  }
}
