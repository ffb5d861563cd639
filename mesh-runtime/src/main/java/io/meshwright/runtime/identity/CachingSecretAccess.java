package io.meshwright.runtime.identity;

import io.meshwright.runtime.identity.SecretAccess.Answer;
import io.meshwright.xds.SpiffeId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers answers for a minute, as Istio's control plane does. While the API server cannot be
 * asked, the last answer holds: its absence takes no certificate away.
 */
public final class CachingSecretAccess {

  private static final Duration KEPT = Duration.ofMinutes(1);

  /** After this, a workload that has not asked again is forgotten. */
  private static final Duration REMEMBERED = Duration.ofDays(1);

  private record Entry(Answer answer, Instant asked) {}

  private final SecretAccess access;
  private final InstantSource clock;
  private final Map<SpiffeId, Entry> entries = new ConcurrentHashMap<>();

  public CachingSecretAccess(SecretAccess access, InstantSource clock) {
    this.access = access;
    this.clock = clock;
  }

  /** Whether the workload may have the Secrets of its namespace; may block. */
  public boolean permits(SpiffeId workload) {
    Instant now = clock.instant();
    entries.values().removeIf(entry -> !now.isBefore(entry.asked().plus(REMEMBERED)));
    @Nullable Entry known = entries.get(workload);
    if (known == null || !now.isBefore(known.asked().plus(KEPT))) {
      Answer answer = access.ask(workload);
      Answer last = known == null ? Answer.UNKNOWN : known.answer();
      known = new Entry(answer == Answer.UNKNOWN ? last : answer, now);
      entries.put(workload, known);
    }
    return known.answer() == Answer.PERMITTED;
  }
}
