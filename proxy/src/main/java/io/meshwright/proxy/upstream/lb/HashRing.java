package io.meshwright.proxy.upstream.lb;

import io.meshwright.proxy.snapshot.LoadBalancing.Policy;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Consistent hashing on a ring (Ketama): each host has points in proportion to its weight; a hash
 * belongs to the next point. Points are those of Envoy's ring, so that both choose the same host.
 */
final class HashRing implements HashTable {
  private final long[] points;
  private final int[] hosts;

  private record Point(long hash, int host) {}

  private HashRing(long[] points, int[] hosts) {
    this.points = points;
    this.hosts = hosts;
  }

  /** Places the hosts; at least one. */
  static HashRing of(Policy.RingHash policy, List<Share> shares) {
    double smallest = HashTable.smallest(shares);
    // the lightest host gets a whole number of points, if the limit allows
    double size =
        Math.min(
            Math.ceil(smallest * policy.minimumSize()) / smallest, (double) policy.maximumSize());
    Point[] ring = new Point[(int) Math.ceil(size) + shares.size()];
    int placed = 0;
    double due = 0;
    for (int host = 0; host < shares.size(); host++) {
      due += size * shares.get(host).weight();
      String prefix = shares.get(host).key() + "_";
      for (int i = 0; placed < due && placed < ring.length; i++) {
        ring[placed++] = new Point(XxHash64.of(prefix + i), host);
      }
    }
    Point[] used = Arrays.copyOf(ring, placed);
    Arrays.sort(used, Comparator.comparing(Point::hash, Long::compareUnsigned));
    return new HashRing(
        Arrays.stream(used).mapToLong(Point::hash).toArray(),
        Arrays.stream(used).mapToInt(Point::host).toArray());
  }

  @Override
  public int find(long hash, int selection) {
    int low = 0;
    int high = points.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(points[middle], hash) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return hosts[(int) ((low + (long) selection) % points.length)];
  }
}
