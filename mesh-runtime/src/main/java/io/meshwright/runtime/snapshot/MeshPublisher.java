package io.meshwright.runtime.snapshot;

import io.meshwright.runtime.discovery.ConfigSource;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.discovery.ResourceChange;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.discovery.ResourceReport;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.ModelChange;
import io.meshwright.xds.ConfigError;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a source says into published models. The first change after a quiet time is published
 * at once; what follows it closely is collected, as {@link Pace} says.
 *
 * <p>The source's threads only enqueue; one thread owns the discovery state, and calls subscribers.
 */
public final class MeshPublisher implements ConfigSource.Listener, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(MeshPublisher.class);

  private final BlockingQueue<Event> queue = new LinkedBlockingQueue<>();
  private final List<Consumer<Published>> subscribers = new CopyOnWriteArrayList<>();
  private final Discovery discovery;
  private final Pace pace;
  private final InstantSource clock;
  private final PublisherMetrics metrics;
  private final Thread thread;
  private volatile @Nullable Published latest;
  private final List<BiConsumer<MeshModel, ConfigState>> observers = new CopyOnWriteArrayList<>();
  private volatile ConfigState state = new ConfigState(ResourceReport.EMPTY, new TreeMap<>());

  /** What a source said. */
  private sealed interface Event {
    record Changed(Instant at, List<ResourceChange> changes) implements Event {}

    record Problems(String origin, List<ConfigError> errors) implements Event {}

    record Synced() implements Event {}

    record Delivered(Duration taken) implements Event {}

    record Stop() implements Event {}
  }

  public MeshPublisher(
      Discovery discovery, Duration pause, InstantSource clock, MeterRegistry meters) {
    this.discovery = discovery;
    this.pace = new Pace(pause);
    this.clock = clock;
    this.metrics = new PublisherMetrics(meters);
    this.thread = Thread.ofPlatform().name("mesh-publisher").unstarted(this::run);
  }

  /** Begins to publish; nothing is published before the source is synced. */
  public void start() {
    thread.start();
  }

  /** Is called with each publication, on the publisher's thread; must only enqueue. */
  public void subscribe(Consumer<Published> subscriber) {
    subscribers.add(subscriber);
  }

  /** Ends what {@link #subscribe} began. */
  public void unsubscribe(Consumer<Published> subscriber) {
    subscribers.remove(subscriber);
  }

  /**
   * Is called whenever resources were looked at, with the model in force, on the publisher's
   * thread; must only enqueue. What became of resources can change while the model does not.
   */
  public void observe(BiConsumer<MeshModel, ConfigState> observer) {
    observers.add(observer);
  }

  /** The model in force; empty until the source is synced. */
  public Optional<MeshModel> current() {
    return Optional.ofNullable(latest).map(Published::model);
  }

  /** What is wrong with the configuration. */
  public ConfigState state() {
    return state;
  }

  /**
   * Nothing is published before {@link #delivered}; called by a subscriber that is told of a
   * publication.
   */
  public void delivering() {
    pace.delivering();
  }

  /** How long all subscribers took for what was published last; called on any thread. */
  public void delivered(Duration taken) {
    queue.add(new Event.Delivered(taken));
  }

  @Override
  public void changed(List<ResourceChange> changes) {
    queue.add(new Event.Changed(clock.instant(), changes));
  }

  @Override
  public void problems(String origin, List<ConfigError> errors) {
    queue.add(new Event.Problems(origin, errors));
  }

  @Override
  public void synced() {
    queue.add(new Event.Synced());
  }

  @Override
  public void close() {
    queue.add(new Event.Stop());
  }

  private void run() {
    State collected = new State();
    try {
      while (!collected.stopped) {
        collected.take(queue.take());
        if (collected.due()) {
          drain(collected);
          publish(collected);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes what is there already, and what comes before the next model may be published. */
  private void drain(State collected) throws InterruptedException {
    while (!collected.stopped) {
      Duration rest = pace.rest(clock.instant());
      Event next =
          rest.isPositive() ? queue.poll(rest.toNanos(), TimeUnit.NANOSECONDS) : queue.poll();
      if (next == null) {
        return;
      }
      collected.take(next);
    }
  }

  private void publish(State collected) {
    MeshModel model;
    try {
      model = discovery.model();
    } catch (RuntimeException e) {
      LOG.error("The model cannot be assembled; the last one stays in force", e);
      collected.published();
      pace.published(clock.instant());
      return;
    }
    state = new ConfigState(discovery.report(), new TreeMap<>(collected.origins));
    Published before = latest;
    ModelChange change = before == null ? ModelChange.EVERYTHING : model.since(before.model());
    Instant first = collected.firstChange == null ? clock.instant() : collected.firstChange;
    metrics.published(model, change, state, Duration.between(first, clock.instant()));
    collected.report(state);
    collected.published();
    pace.published(clock.instant());
    if (!change.empty()) {
      Published published = new Published(model, change, first);
      latest = published;
      subscribers.forEach(subscriber -> tell(subscriber, published));
    }
    MeshModel inForce = before == null || !change.empty() ? model : before.model();
    observers.forEach(observer -> tell(told -> observer.accept(inForce, told), state));
  }

  /** One client's trouble must not end the thread that serves all. */
  private static <T> void tell(Consumer<T> subscriber, T news) {
    try {
      subscriber.accept(news);
    } catch (RuntimeException e) {
      LOG.error("A subscriber fails", e);
    }
  }

  /** What the thread has collected since it last published. */
  private final class State {
    private final SortedMap<String, List<ConfigError>> origins = new TreeMap<>();
    private SortedMap<ResourceRef, List<ConfigError>> reported = new TreeMap<>();
    private boolean synced;
    private boolean changed;
    private boolean stopped;
    private @Nullable Instant firstChange;

    void take(Event event) {
      switch (event) {
        case Event.Changed(Instant at, List<ResourceChange> changes) -> {
          discovery.apply(changes);
          changed = true;
          if (firstChange == null) {
            firstChange = at;
          }
        }
        case Event.Problems(String origin, List<ConfigError> errors) -> {
          changed = true;
          if (errors.isEmpty()) {
            origins.remove(origin);
          } else {
            origins.put(origin, List.copyOf(errors));
            errors.forEach(error -> LOG.warn(error.message()));
          }
        }
        case Event.Synced() -> {
          synced = true;
          changed = true;
        }
        case Event.Delivered(Duration taken) -> pace.delivered(taken);
        case Event.Stop() -> stopped = true;
      }
    }

    boolean due() {
      return synced && changed && !stopped;
    }

    void published() {
      changed = false;
      firstChange = null;
    }

    /** Logs each problem of a resource once. */
    void report(ConfigState state) {
      SortedMap<ResourceRef, List<ConfigError>> all = new TreeMap<>(state.withoutEffect());
      all.putAll(state.errors());
      all.forEach(
          (ref, errors) -> {
            if (!errors.equals(reported.get(ref))) {
              errors.forEach(error -> LOG.warn(error.message()));
            }
          });
      reported = all;
    }
  }
}
