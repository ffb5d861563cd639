package io.meshwright.operator.sessions;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * Decides who has too many proxies. Pure.
 *
 * <p>A replica may have a quarter more than the average, and one, before anybody is moved: perfect
 * balance would move proxies for ever. One step moves at most a tenth of what the fullest has, so
 * that those who take them over are not overrun.
 */
final class Balance {

  private static final double TOLERATED = 1.25;
  private static final int STEPS = 10;

  /** Who moves how many of its proxies. */
  record Move(Replica from, int sessions) {}

  private Balance() {}

  /** What to move next; {@code sessions} has all replicas that can take proxies. */
  static Optional<Move> next(Map<Replica, Long> sessions) {
    if (sessions.size() < 2) {
      return Optional.empty();
    }
    double average = sessions.values().stream().mapToLong(Long::longValue).average().orElseThrow();
    Map.Entry<Replica, Long> fullest =
        sessions.entrySet().stream()
            .max(
                Map.Entry.<Replica, Long>comparingByValue()
                    .thenComparing(entry -> entry.getKey().address(), Comparator.naturalOrder()))
            .orElseThrow();
    long most = fullest.getValue();
    if (most <= average * TOLERATED + 1) {
      return Optional.empty();
    }
    long excess = (long) Math.ceil(most - average);
    long moved = Math.min(excess, Math.ceilDiv(most, STEPS));
    return Optional.of(new Move(fullest.getKey(), Math.toIntExact(moved)));
  }
}
