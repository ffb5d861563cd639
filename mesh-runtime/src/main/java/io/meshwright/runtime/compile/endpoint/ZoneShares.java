package io.meshwright.runtime.compile.endpoint;

import io.meshwright.runtime.model.Siblings;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the requests of a client are shared out to the zones of its region, so that most stay in its
 * zone and hosts of all zones are equally busy (Envoy's zone aware routing). If all clients send
 * alike, each zone's hosts are there for as large a part of the clients as they are of the hosts.
 * Clients of the own zone that are no more than that stay in it. Of more clients the part stays
 * that the hosts are there for; the rest goes where hosts are left, in proportion to them.
 */
final class ZoneShares {

  /** All requests; shares are rounded to the ten-thousandth, as Envoy does. */
  private static final int WHOLE = 10_000;

  private ZoneShares() {}

  /**
   * The shares of zones that get something; empty where they cannot be told, and where the region
   * has too few hosts to tell them: then all hosts are alike.
   *
   * @param own the client's zone
   * @param clients hosts of the client's own workload
   * @param hosts healthy ones by zone, none below 1
   * @param minimum of hosts in all zones
   */
  static Optional<Map<String, Integer>> of(
      String own, Siblings clients, SortedMap<String, Integer> hosts, int minimum) {
    long all = hosts.values().stream().mapToLong(Integer::longValue).sum();
    int near = hosts.getOrDefault(own, 0);
    if (all < minimum || hosts.size() < 2 || near == 0 || clients.in(own) == 0) {
      return Optional.empty();
    }
    // parts of hosts and of clients, over one denominator so that they compare without rounding
    long room = (long) near * clients.all();
    long wanted = clients.in(own) * all;
    if (room >= wanted) {
      return Optional.of(Map.of(own, WHOLE));
    }
    SortedMap<String, Long> left = new TreeMap<>();
    hosts.forEach(
        (zone, count) -> {
          long spare = (long) count * clients.all() - clients.in(zone) * all;
          if (spare > 0) {
            left.put(zone, spare);
          }
        });
    long spare = left.values().stream().mapToLong(Long::longValue).sum();
    double stays = (double) room / wanted;
    Map<String, Integer> shares = new TreeMap<>();
    shares.put(own, rounded(stays));
    left.forEach((zone, part) -> shares.put(zone, rounded((1 - stays) * part / spare)));
    return Optional.of(shares);
  }

  private static int rounded(double share) {
    return (int) Math.max(1, Math.round(WHOLE * share));
  }
}
