package io.meshwright.runtime.model.traffic;

import io.meshwright.runtime.model.name.Locality;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** What the place of hosts matters to clients (istio-features DR10 to DR12). */
public sealed interface LocalityBalancing {

  /** Nearest first with outlier detection, which is what holds where nothing is said. */
  LocalityBalancing NEAREST_FIRST = new Failover(Map.of());

  /** It does not matter. */
  record Disabled() implements LocalityBalancing {}

  /** Clients of a place send fixed shares to places, and nothing elsewhere. */
  record Distribute(List<Shares> shares) implements LocalityBalancing {

    public Distribute {
      shares = List.copyOf(shares);
    }
  }

  /**
   * Nearest first; of the regions that are not the client's own, the named one.
   *
   * @param regions where hosts are looked for, by the client's region
   */
  record Failover(Map<String, String> regions) implements LocalityBalancing {

    public Failover {
      regions = Map.copyOf(regions);
    }
  }

  /** Hosts that have more of the first labels in common with the client come first. */
  record FailoverPriority(List<Label> labels) implements LocalityBalancing {

    public FailoverPriority {
      labels = List.copyOf(labels);
    }
  }

  /**
   * The own region first. Within it as much goes to the own zone as keeps the hosts of all zones
   * equally busy.
   *
   * @param regions as of {@link Failover}
   * @param labels that count more than the region, as of {@link FailoverPriority}
   * @param minimum of hosts that a region needs for its zones to matter
   */
  record ZoneAware(Map<String, String> regions, List<Label> labels, int minimum)
      implements LocalityBalancing {

    public ZoneAware {
      regions = Map.copyOf(regions);
      labels = List.copyOf(labels);
    }
  }

  /**
   * The shares of the clients of one place.
   *
   * @param to weights by place
   */
  record Shares(Place from, SortedMap<Place, Integer> to) {}

  /**
   * A label that hosts have in common with the client.
   *
   * @param value what a host has to have; empty: what the client has
   */
  record Label(String key, String value) {}

  /**
   * Places, written {@code region/zone/subzone}; what is left out, and {@code *} at the end, is
   * any.
   */
  record Place(String region, String zone, String subzone) implements Comparable<Place> {

    private static final String ANY = "*";

    /** Reads the written form. */
    public static Place parse(String text) {
      String[] parts = text.split("/", 3);
      return new Place(part(parts, 0), part(parts, 1), part(parts, 2));
    }

    /** All subzones of a zone. */
    public static Place zone(String region, String zone) {
      return new Place(region, zone, ANY);
    }

    private static String part(String[] parts, int index) {
      return index < parts.length ? parts[index] : ANY;
    }

    /** Whether it is one of the places. */
    public boolean includes(Locality locality) {
      return includes(region, locality.region())
          && includes(zone, locality.zone())
          && includes(subzone, locality.subzone());
    }

    private static boolean includes(String pattern, String found) {
      return pattern.equals(ANY) || pattern.equals(found);
    }

    /** Narrower places first. */
    @Override
    public int compareTo(Place other) {
      int wildcards = Integer.compare(wildcards(), other.wildcards());
      return wildcards != 0 ? wildcards : toString().compareTo(other.toString());
    }

    private int wildcards() {
      return (int) List.of(region, zone, subzone).stream().filter(ANY::equals).count();
    }

    @Override
    public String toString() {
      return region + "/" + zone + "/" + subzone;
    }
  }
}
