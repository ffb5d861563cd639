package io.meshwright.proxy.upstream.lb;

import java.util.List;

/**
 * Finds a host by a hash, so that most hashes keep their host when others come and go. Immutable.
 */
sealed interface HashTable permits HashRing, MaglevTable {

  /**
   * The index of the host.
   *
   * @param selection 0 for the first choice, more to look for another host
   */
  int find(long hash, int selection);

  /**
   * A host's share.
   *
   * @param key by which it is known, whatever its place in the list
   * @param weight above 0; all weights together are 1
   */
  record Share(String key, double weight) {}

  /** The smallest weight; {@code shares} holds at least one. */
  static double smallest(List<Share> shares) {
    return shares.stream().mapToDouble(Share::weight).min().orElseThrow();
  }

  /** The largest weight; {@code shares} holds at least one. */
  static double largest(List<Share> shares) {
    return shares.stream().mapToDouble(Share::weight).max().orElseThrow();
  }
}
