package io.meshwright.runtime.identity;

import io.meshwright.xds.SpiffeId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Remembers answers of both kinds for a minute, as Istio's control plane does. */
public final class CachingSecretAccess implements SecretAccess {

  private static final Duration KEPT = Duration.ofMinutes(1);

  private record Entry(boolean permitted, Instant until) {}

  private final SecretAccess access;
  private final InstantSource clock;
  private final Map<SpiffeId, Entry> entries = new ConcurrentHashMap<>();

  public CachingSecretAccess(SecretAccess access, InstantSource clock) {
    this.access = access;
    this.clock = clock;
  }

  @Override
  public boolean permits(SpiffeId workload) {
    Instant now = clock.instant();
    entries.values().removeIf(entry -> !now.isBefore(entry.until()));
    @Nullable Entry known = entries.get(workload);
    if (known == null) {
      known = new Entry(access.permits(workload), now.plus(KEPT));
      entries.put(workload, known);
    }
    return known.permitted();
  }
}
