package io.meshwright.runtime.status;

import io.meshwright.crd.networking.ResourceStatus;
import io.meshwright.runtime.discovery.ResourceKind;
import io.meshwright.runtime.discovery.ResourceRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Statuses behind an API server that counts versions, and that is heard of when told. */
final class FakeStatuses implements ResourceStatuses {

  private final Map<ResourceRef, Present> stored = new ConcurrentHashMap<>();
  private final Map<ResourceRef, Present> heard = new ConcurrentHashMap<>();
  private final List<ResourceRef> writes = new ArrayList<>();
  private volatile boolean silent;
  private volatile Optional<Outcome> answer = Optional.empty();

  static ResourceRef route(String name) {
    return new ResourceRef(ResourceKind.VIRTUAL_SERVICE, "shop", name);
  }

  /** A resource is created, or its spec changes. */
  void generation(ResourceRef ref, long generation) {
    put(ref, known -> new Present(generation, next(known), known.status()));
  }

  /** Somebody else writes a status. */
  void status(ResourceRef ref, ResourceStatus status) {
    put(ref, known -> new Present(known.generation(), next(known), status));
  }

  void delete(ResourceRef ref) {
    stored.remove(ref);
    heard.remove(ref);
  }

  /** Whether writes are not heard of, and what comes of them if not the usual. */
  void behave(boolean silent, Optional<Outcome> answer) {
    this.silent = silent;
    this.answer = answer;
  }

  /** All that happened is heard of. */
  void hear() {
    heard.putAll(stored);
  }

  List<ResourceRef> writes() {
    synchronized (writes) {
      return List.copyOf(writes);
    }
  }

  ResourceStatus stored(ResourceRef ref) {
    return Objects.requireNonNull(stored.get(ref)).status();
  }

  @Override
  public Optional<Present> present(ResourceRef ref) {
    return Optional.ofNullable(heard.get(ref));
  }

  @Override
  public Outcome write(ResourceRef ref, String base, ResourceStatus status) {
    synchronized (writes) {
      writes.add(ref);
    }
    Present present = stored.get(ref);
    if (answer.isPresent()) {
      return answer.get();
    }
    if (present == null || !present.resourceVersion().equals(base)) {
      return new Outcome.Outdated();
    }
    status(ref, status);
    return new Outcome.Written(Objects.requireNonNull(stored.get(ref)).resourceVersion());
  }

  private void put(ResourceRef ref, UnaryOperator<Present> change) {
    Present now =
        stored.compute(
            ref,
            (_, known) ->
                change.apply(known == null ? new Present(0, "0", ResourceStatus.NONE) : known));
    if (!silent) {
      heard.put(ref, now);
    }
  }

  private static String next(Present known) {
    return Integer.toString(Integer.parseInt(known.resourceVersion()) + 1);
  }
}
