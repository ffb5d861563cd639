package io.meshwright.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.analysis.SampleOrigin;
import io.meshwright.operator.analysis.SampleSource;
import io.meshwright.operator.analysis.mesh.MeshSamples;
import io.meshwright.operator.analysis.prometheus.PrometheusSamples;
import io.meshwright.operator.sessions.TrafficSurvey;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sources that two installations ask for, and when they are made anew. */
final class InstallationSamplesTest {

  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final SampleOrigin MESH = new SampleOrigin.Mesh();

  private final MeshUnderTest mesh = new MeshUnderTest();
  private final BlockingQueue<Set<String>> asked = new LinkedBlockingQueue<>();
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final InstallationSamples samples =
      new InstallationSamples(
          mesh.cluster, this::read, (_, _) -> "", executor, InstantSource.system());

  private CompletableFuture<TrafficSurvey.Reading> read(Set<String> revisions) {
    asked.add(revisions);
    return CompletableFuture.completedFuture(new TrafficSurvey.Reading(List.of(), List.of()));
  }

  @AfterEach
  void stop() {
    samples.close();
    executor.shutdownNow();
  }

  @Test
  void theMeshsOwnRevisionsAreReadAtOnce() throws Exception {
    mesh.installation("default", "{}");
    mesh.installation("other", "namespace: other");
    mesh.settle();

    SampleSource source = samples.of("default", "istio-system", MESH, WINDOW);

    assertThat(asked.poll(10, TimeUnit.SECONDS))
        .containsExactly(mesh.installation("default").getStatus().desiredRevision());
    await().until(() -> source.since().isPresent());
    assertThat(source.problem()).isEmpty();
  }

  @Test
  void aSourceStaysAsLongAsTheSameIsAskedFor() {
    SampleSource first = samples.of("default", "istio-system", MESH, WINDOW);

    assertThat(samples.of("default", "istio-system", new SampleOrigin.Mesh(), WINDOW))
        .isSameAs(first);
    assertThat(samples.of("other", "other", MESH, WINDOW)).isNotSameAs(first);
    assertThat(samples.of("default", "istio-system", MESH, Duration.ofHours(1)))
        .isNotSameAs(first)
        .isInstanceOf(MeshSamples.class);
    assertThat(
            samples.of(
                "default",
                "istio-system",
                new SampleOrigin.Prometheus(
                    URI.create("http://localhost:1"), Map.of(), Optional.empty(), Optional.empty()),
                WINDOW))
        .isInstanceOf(PrometheusSamples.class);
  }

  @Test
  void whatHasEndedIsMadeAnew() {
    SampleSource first = samples.of("default", "istio-system", MESH, WINDOW);
    samples.end("default");
    samples.end("default");

    assertThat(samples.of("default", "istio-system", MESH, WINDOW)).isNotSameAs(first);
  }
}
