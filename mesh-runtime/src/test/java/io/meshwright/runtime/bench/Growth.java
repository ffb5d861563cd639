package io.meshwright.runtime.bench;

import java.util.NavigableMap;

/** How fast a cost grows with a size. */
final class Growth {
  private Growth() {}

  /**
   * The exponent of the power of the size that fits best, by least squares of the logarithms: 1 is
   * in proportion.
   */
  static double exponent(NavigableMap<Integer, Double> costs) {
    double meanSize = costs.keySet().stream().mapToDouble(Math::log).average().orElseThrow();
    double meanCost = costs.values().stream().mapToDouble(Math::log).average().orElseThrow();
    double product = 0;
    double square = 0;
    for (var each : costs.entrySet()) {
      double size = Math.log(each.getKey()) - meanSize;
      product += size * (Math.log(each.getValue()) - meanCost);
      square += size * size;
    }
    return product / square;
  }
}
