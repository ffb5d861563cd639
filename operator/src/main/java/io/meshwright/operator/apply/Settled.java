package io.meshwright.operator.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which version of an object was found to be as planned, so that the same two are not
 * compared again. Thread-safe.
 */
final class Settled {

  /**
   * What was compared.
   *
   * @param version changes with each write to the object, whoever writes
   */
  private record Comparison(Owner owner, HasMetadata planned, String uid, String version) {}

  private final Map<ObjectKey, Comparison> comparisons = new ConcurrentHashMap<>();

  /** Whether {@code actual} was found to be as planned, and neither has changed since. */
  boolean is(ObjectKey key, Owner owner, HasMetadata planned, HasMetadata actual) {
    Comparison last = comparisons.get(key);
    return last != null && last.equals(comparison(owner, planned, actual));
  }

  /** {@code actual} was found to be as planned. */
  void note(ObjectKey key, Owner owner, HasMetadata planned, HasMetadata actual) {
    Comparison now = comparison(owner, planned, actual);
    if (now != null) {
      comparisons.put(key, now);
    }
  }

  /** Forgets an object that is to go. */
  void forget(HasMetadata object) {
    comparisons.remove(ObjectKey.of(object));
  }

  private static @Nullable Comparison comparison(
      Owner owner, HasMetadata planned, HasMetadata actual) {
    String uid = actual.getMetadata().getUid();
    String version = actual.getMetadata().getResourceVersion();
    return uid == null || version == null ? null : new Comparison(owner, planned, uid, version);
  }
}
