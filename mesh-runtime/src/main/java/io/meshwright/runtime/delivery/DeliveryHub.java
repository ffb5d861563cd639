package io.meshwright.runtime.delivery;

import io.meshwright.runtime.model.ModelChange;
import io.meshwright.runtime.snapshot.MeshPublisher;
import io.meshwright.runtime.snapshot.Published;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands each published model's resources to all streams, and tells the publisher how long that
 * takes, so that it does not publish faster than streams follow. Thread-safe.
 */
public final class DeliveryHub {

  private final MeshPublisher publisher;
  private final Executor threads;
  private final InstantSource clock;
  private final Set<Consumer<Delivery>> streams = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Delivery latest;

  /** {@code threads} begin tasks in order; streams work on them. */
  public DeliveryHub(MeshPublisher publisher, Executor threads, InstantSource clock) {
    this.publisher = publisher;
    this.threads = threads;
    this.clock = clock;
    publisher.subscribe(this::published);
  }

  /** What is in force; empty before the first model. */
  public Optional<MeshResources> current() {
    return Optional.ofNullable(latest).map(Delivery::resources);
  }

  /** Is called with each delivery, on the publisher's thread; must only enqueue. */
  public void subscribe(Consumer<Delivery> stream) {
    streams.add(stream);
  }

  /** Ends what {@link #subscribe} began. */
  public void unsubscribe(Consumer<Delivery> stream) {
    streams.remove(stream);
  }

  private void published(Published published) {
    Delivery delivery = next(latest, published);
    latest = delivery;
    publisher.delivering();
    Instant begin = clock.instant();
    streams.forEach(stream -> stream.accept(delivery));
    // behind the tasks of all streams
    threads.execute(() -> publisher.delivered(Duration.between(begin, clock.instant())));
  }

  private static Delivery next(@Nullable Delivery before, Published published) {
    ModelChange change = published.change();
    return before == null
        ? new Delivery(MeshResources.of(published.model()), change, published.firstChange())
        : before.then(
            before.resources().next(published.model(), change), change, published.firstChange());
  }
}
