package io.meshwright.operator.kube;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster lacks, looked for at most once a minute: rights and versions change seldom, and
 * who changes one is about to look. Thread-safe.
 */
final class Obstacle {

  private static final Duration KEPT = Duration.ofMinutes(1);

  private record Answer(Optional<String> obstacle, Instant at) {}

  private final Supplier<Optional<String>> look;
  private final InstantSource clock;
  private @Nullable Answer answer;

  /**
   * Looks at nothing yet.
   *
   * @param look may throw, and is then asked again at the next call
   */
  Obstacle(Supplier<Optional<String>> look, InstantSource clock) {
    this.look = look;
    this.clock = clock;
  }

  /** In words; empty if nothing is in the way. */
  synchronized Optional<String> now() {
    Instant now = clock.instant();
    if (answer == null || !now.isBefore(answer.at().plus(KEPT))) {
      answer = new Answer(look.get(), now);
    }
    return answer.obstacle();
  }
}
