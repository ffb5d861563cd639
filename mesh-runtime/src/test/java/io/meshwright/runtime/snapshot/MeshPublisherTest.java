package io.meshwright.runtime.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.discovery.ResourceChange;
import io.meshwright.runtime.discovery.ResourceKind;
import io.meshwright.runtime.model.ModelChange;
import io.meshwright.runtime.model.ModelPart;
import io.meshwright.runtime.testing.ManualClock;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.xds.ConfigError;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When models are published, and what is said beside them. */
final class MeshPublisherTest {

  private static final Duration QUIET = Duration.ofSeconds(5);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final ManualClock clock = new ManualClock(START);
  private final MeshPublisher publisher =
      new MeshPublisher(new Discovery(MeshYaml.SETTINGS), QUIET, clock, new SimpleMeterRegistry());
  private final BlockingQueue<Published> published = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    publisher.close();
  }

  @Test
  void nothingIsPublishedBeforeTheSourceIsSynced() throws Exception {
    publisher.subscribe(published::add);
    publisher.start();
    publisher.changed(List.of());
    publisher.changed(service("cart"));
    publisher.problems("file", List.of());
    assertThat(publisher.current()).isEmpty();
    publisher.synced();

    Published first = next();
    assertThat(names(first)).containsExactly("cart");
    assertThat(first.change()).isEqualTo(ModelChange.EVERYTHING);
    assertThat(publisher.current()).containsSame(first.model());
    assertThat(published).as("nothing came before it").isEmpty();
  }

  @Test
  void emptyMeshIsPublishedToo() throws Exception {
    start();
    assertThat(publisher.current().orElseThrow().services()).isEmpty();
  }

  @Test
  void firstChangeAfterAQuietTimeIsPublishedAtOnce() throws Exception {
    start();
    clock.advance(QUIET);
    Instant heard = clock.instant();
    publisher.changed(service("cart"));
    Published change = next();
    assertThat(names(change)).containsExactly("cart");
    assertThat(change.firstChange()).isEqualTo(heard);
    assertThat(change.change().parts()).containsExactly(ModelPart.SERVICES);
  }

  @Test
  void changesThatWaitTogetherArePublishedTogether() throws Exception {
    CountDownLatch queued = new CountDownLatch(1);
    publisher.subscribe(
        first -> {
          published.add(first);
          awaitUninterrupted(queued);
        });
    publisher.start();
    publisher.synced();
    next();
    clock.advance(QUIET);
    publisher.changed(service("a"));
    publisher.changed(service("b"));
    publisher.changed(MeshYaml.deleted(ResourceKind.SERVICE, "shop", "a"));
    queued.countDown();
    assertThat(names(next())).containsExactly("b");
    assertThat(published).isEmpty();
  }

  /** Quiet never comes here; what has waited longest ends the wait. */
  @Test
  void changesThatKeepComingAreNotCollectedForEver() throws Exception {
    start();
    publisher.changed(service("a"));
    await().until(this::collects);
    publisher.changed(service("b"));
    clock.advance(QUIET.multipliedBy(100));
    publisher.changed(service("c"));
    Published together = next();
    assertThat(names(together)).contains("a", "b");
    assertThat(together.firstChange()).isEqualTo(START);
  }

  @Test
  void whatChangesNothingIsNotPublished() throws Exception {
    start();
    clock.advance(QUIET);
    publisher.changed(service("a"));
    next();
    clock.advance(QUIET);
    publisher.changed(service("a"));
    clock.advance(QUIET);
    publisher.changed(service("b"));
    assertThat(names(next())).containsExactly("a", "b");
  }

  @Test
  void errorsAreKnownThoughTheModelStaysAsItIs() throws Exception {
    start();
    clock.advance(QUIET);
    publisher.changed(virtualService("soon"));
    await().until(() -> !publisher.state().errors().isEmpty());
    clock.advance(QUIET);
    publisher.problems("routes.yaml", List.of(new ConfigError("routes.yaml", "", "]", "YAML")));
    await().until(() -> !publisher.state().origins().isEmpty());
    assertThat(publisher.state().errors()).as("others survive").hasSize(1);
    assertThat(published).isEmpty();

    clock.advance(QUIET);
    publisher.problems("routes.yaml", List.of());
    await().until(() -> publisher.state().origins().isEmpty());
    clock.advance(QUIET);
    publisher.changed(virtualService("10s"));
    next();
    assertThat(publisher.state().errors()).isEmpty();
  }

  @Test
  void observersHearOfErrorsThoughTheModelStaysAsItIs() throws Exception {
    BlockingQueue<ConfigState> heard = new LinkedBlockingQueue<>();
    publisher.observe((_, state) -> heard.add(state));
    start();
    clock.advance(QUIET);
    publisher.changed(virtualService("soon"));

    await().until(() -> heard.stream().anyMatch(state -> !state.errors().isEmpty()));
    assertThat(published).isEmpty();
  }

  @Test
  void whoUnsubscribesHearsNothingMore() throws Exception {
    BlockingQueue<Published> other = new LinkedBlockingQueue<>();
    Consumer<Published> subscriber = other::add;
    publisher.subscribe(subscriber);
    start();
    publisher.unsubscribe(subscriber);
    clock.advance(QUIET);
    publisher.changed(service("a"));
    next();
    assertThat(other).hasSize(1);
  }

  @Test
  void subscriberThatFailsDoesNotKeepTheOthersFromTheModel() throws Exception {
    publisher.subscribe(
        _ -> {
          throw new IllegalStateException("on purpose");
        });
    start();
    clock.advance(QUIET);
    publisher.changed(service("a"));
    assertThat(names(next())).containsExactly("a");
  }

  private void start() throws InterruptedException {
    publisher.subscribe(published::add);
    publisher.start();
    publisher.synced();
    next();
  }

  private Published next() throws InterruptedException {
    Published next = published.poll(20, TimeUnit.SECONDS);
    assertThat(next).as("a publication").isNotNull();
    return Objects.requireNonNull(next);
  }

  /** The publisher has taken a change and waits for more. */
  private boolean collects() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(
            thread ->
                thread.getName().equals("mesh-publisher")
                    && thread.getState() == Thread.State.TIMED_WAITING);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> names(Published published) {
    return published.model().services().stream().map(service -> service.name()).toList();
  }

  private static List<ResourceChange> service(String name) {
    return MeshYaml.upserted(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: %s, namespace: shop}
        spec: {clusterIP: 10.96.0.1, ports: [{port: 80}]}
        """
            .formatted(name));
  }

  private static List<ResourceChange> virtualService(String timeout) {
    return MeshYaml.upserted(
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: a, namespace: shop}
        spec: {hosts: [a], http: [{timeout: %s, route: [{destination: {host: a}}]}]}
        """
            .formatted(timeout));
  }
}
