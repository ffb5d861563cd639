package io.meshwright.operator.healing;

import io.meshwright.crd.mesh.v1alpha1.HealingStatus.Eviction;
import io.meshwright.operator.sessions.ProxyHealth;
import io.meshwright.operator.sessions.ProxyName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one mesh between two looks. Times of trouble that nobody else keeps begin anew
 * with each leader, so a new one waits longer, never shorter. Confined to the reconciliation of its
 * installation.
 */
final class HealingMemory {

  /** Between two questions for the names of all proxies. */
  private static final Duration QUESTIONS = Duration.ofMinutes(1);

  /** How long an answer counts. */
  private static final Duration FRESH = Duration.ofMinutes(3);

  private record Named(Set<ProxyName> proxies, Instant asked) {}

  private final Map<Object, Instant> since = new HashMap<>();
  private List<Eviction> evictions = List.of();
  private @Nullable CompletableFuture<Set<ProxyName>> question;
  private Instant asked = Instant.EPOCH;
  private @Nullable Named named;

  /** Since when something is as it is now; what is not named any more begins anew. */
  Map<Object, Instant> since(Collection<?> now, Class<?> kind, Instant time) {
    since.keySet().removeIf(it -> kind.isInstance(it) && !now.contains(it));
    now.forEach(it -> since.putIfAbsent(it, time));
    return Map.copyOf(since);
  }

  /** The names of all connected proxies as they were when last asked; asks anew, never blocks. */
  Optional<Set<ProxyName>> connected(ProxyHealth health, Set<String> revisions, Instant now) {
    if (question != null && question.isDone()) {
      named =
          question.isCompletedExceptionally()
              ? null
              : new Named(Objects.requireNonNull(question.join()), asked);
      question = null;
    }
    if (question == null && !asked.plus(QUESTIONS).isAfter(now)) {
      question = health.connected(revisions);
      asked = now;
    }
    return Optional.ofNullable(named)
        .filter(it -> it.asked().plus(FRESH).isAfter(now))
        .map(Named::proxies);
  }

  /** What the status remembers, and what was done since, of which it may not tell yet. */
  List<Eviction> evictions(List<Eviction> written) {
    List<Eviction> all = new ArrayList<>(evictions);
    written.stream()
        .filter(it -> all.stream().noneMatch(known -> known.uid().equals(it.uid())))
        .forEach(all::add);
    return all;
  }

  void remember(List<Eviction> now) {
    evictions = List.copyOf(now);
  }
}
