package io.meshwright.runtime.xds;

import io.meshwright.runtime.delivery.Delivery;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Deliveries that a stream has not taken in yet, merged into one. For any thread. */
final class MissedDeliveries {

  private @Nullable Missed missed;

  /**
   * All of them.
   *
   * @param since when the first of them came
   */
  record Missed(Delivery first, Delivery last, Instant since) {
    /** From what was in force before the first to what is since the last. */
    Delivery merged() {
      return first.upTo(last);
    }
  }

  /** Adds one; whether it is the only one. */
  synchronized boolean add(Delivery delivery, Instant now) {
    Missed before = missed;
    missed =
        before == null
            ? new Missed(delivery, delivery, now)
            : new Missed(before.first(), delivery, before.since());
    return before == null;
  }

  /** Takes all; absent if there are none. */
  synchronized Optional<Missed> take() {
    Optional<Missed> taken = Optional.ofNullable(missed);
    missed = null;
    return taken;
  }
}
