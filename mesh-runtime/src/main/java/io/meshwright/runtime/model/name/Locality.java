package io.meshwright.runtime.model.name;

import java.util.Comparator;

/** Where something runs; parts that are not known are empty. */
public record Locality(String region, String zone, String subzone) implements Comparable<Locality> {

  /** Nothing is known. */
  public static final Locality UNKNOWN = new Locality("", "", "");

  private static final Comparator<Locality> ORDER =
      Comparator.comparing(Locality::region)
          .thenComparing(Locality::zone)
          .thenComparing(Locality::subzone);

  /**
   * How far another place is: 0 same subzone, 1 same zone, 2 same region, 3 elsewhere
   * (istio-features DR10).
   */
  public int distanceTo(Locality other) {
    if (!region.equals(other.region)) {
      return 3;
    }
    if (!zone.equals(other.zone)) {
      return 2;
    }
    return subzone.equals(other.subzone) ? 0 : 1;
  }

  @Override
  public int compareTo(Locality other) {
    return ORDER.compare(this, other);
  }
}
