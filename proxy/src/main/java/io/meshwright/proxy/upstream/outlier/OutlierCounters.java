package io.meshwright.proxy.upstream.outlier;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts ejections from one cluster, over all that it was and will be, under Envoy's names
 * ("Outlier detection statistics"). Used by any thread.
 */
public final class OutlierCounters {
  private final Map<Cause, AtomicLong> detected = new EnumMap<>(Cause.class);
  private final Map<Cause, AtomicLong> enforced = new EnumMap<>(Cause.class);
  private final AtomicLong overflow = new AtomicLong();

  /** Why an endpoint is ejected; in lower case, it is part of a counter's name. */
  public enum Cause {
    CONSECUTIVE_5XX,
    CONSECUTIVE_GATEWAY_FAILURE,
    CONSECUTIVE_LOCAL_ORIGIN_FAILURE;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Nothing happened yet. */
  public OutlierCounters() {
    for (Cause cause : Cause.values()) {
      detected.put(cause, new AtomicLong());
      enforced.put(cause, new AtomicLong());
    }
  }

  /** An endpoint meets a criterion. */
  void detected(Cause cause) {
    Objects.requireNonNull(detected.get(cause)).incrementAndGet();
  }

  /** It is left out because of that. */
  void enforced(Cause cause) {
    Objects.requireNonNull(enforced.get(cause)).incrementAndGet();
  }

  /** An endpoint stays because too many are ejected already. */
  void overflowed() {
    overflow.incrementAndGet();
  }

  /** All counts by Envoy's names, which follow {@code outlier_detection.}. */
  public Map<String, Long> values() {
    Map<String, Long> values = new LinkedHashMap<>();
    values.put(
        "ejections_enforced_total", enforced.values().stream().mapToLong(AtomicLong::get).sum());
    values.put("ejections_overflow", overflow.get());
    enforced.forEach(
        (cause, count) -> values.put("ejections_enforced_" + cause.text(), count.get()));
    detected.forEach(
        (cause, count) -> values.put("ejections_detected_" + cause.text(), count.get()));
    return values;
  }
}
