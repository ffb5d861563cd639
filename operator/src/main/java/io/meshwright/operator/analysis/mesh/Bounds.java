package io.meshwright.operator.analysis.mesh;

import io.meshwright.operator.analysis.LatencyHistogram;
import io.meshwright.operator.analysis.RequestEnd;
import io.meshwright.operator.analysis.Traffic;
import io.meshwright.operator.sessions.ProxyTraffic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Counts as arrays: requests, failed ones, then those of each bucket by a place that its bound gets
 * when it is first seen. Proxies have the same few bounds, so a thousand workloads cost no maps.
 * Not thread-safe.
 */
final class Bounds {

  private static final int REQUESTS = 0;
  private static final int FAILED = 1;
  private static final int FIRST_BUCKET = 2;

  /** Envoy and ours have 20; more than this come from nobody's proxy. */
  private static final int MOST = 200;

  private final Map<Double, Integer> places = new HashMap<>();
  private final List<Double> bounds = new ArrayList<>();

  /** What a proxy says, as an array. */
  long[] counts(ProxyTraffic.Counts told) {
    told.latency().keySet().forEach(this::learn);
    long[] counts = new long[FIRST_BUCKET + bounds.size()];
    for (ProxyTraffic.Outcome outcome : told.outcomes()) {
      counts[REQUESTS] += outcome.requests();
      if (new RequestEnd(outcome.code(), outcome.grpcStatus(), outcome.flags()).isFailed()) {
        counts[FAILED] += outcome.requests();
      }
    }
    told.latency()
        .forEach(
            (bound, requests) -> {
              Integer place = places.get(bound);
              if (place != null) {
                counts[place] += requests;
              }
            });
    return counts;
  }

  private void learn(Double bound) {
    if (!places.containsKey(bound) && bounds.size() < MOST) {
      places.put(bound, FIRST_BUCKET + bounds.size());
      bounds.add(bound);
    }
  }

  /** An array as a value. */
  Traffic traffic(long[] counts) {
    NavigableMap<Double, Long> latency = new TreeMap<>();
    for (int i = 0; i < bounds.size(); i++) {
      // empty ones too: their bounds say where the others begin
      int place = FIRST_BUCKET + i;
      latency.put(bounds.get(i), place < counts.length ? counts[place] : 0);
    }
    return new Traffic(counts[REQUESTS], counts[FAILED], new LatencyHistogram(latency));
  }

  /** What was counted after {@code before}; all of {@code now} if its process began anew. */
  static long[] since(long[] before, long[] now) {
    long[] more = now.clone();
    for (int i = 0; i < before.length; i++) {
      more[i] -= before[i];
      if (more[i] < 0) {
        return now.clone();
      }
    }
    return more;
  }

  /** Both together. */
  static long[] sum(long[] one, long[] other) {
    long[] sum = (one.length >= other.length ? one : other).clone();
    long[] shorter = one.length >= other.length ? other : one;
    for (int i = 0; i < shorter.length; i++) {
      sum[i] += shorter[i];
    }
    return sum;
  }

  static boolean isNothing(long[] counts) {
    return counts[REQUESTS] == 0;
  }

  static long requests(long[] counts) {
    return counts[REQUESTS];
  }
}
