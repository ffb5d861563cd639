package io.meshwright.operator.kube;

import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.analysis.KeyReader;
import io.meshwright.operator.analysis.SampleOrigin;
import io.meshwright.operator.analysis.SampleSource;
import io.meshwright.operator.analysis.SampleSources;
import io.meshwright.operator.analysis.mesh.MeshSamples;
import io.meshwright.operator.analysis.prometheus.PrometheusSamples;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.sessions.TrafficSurvey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;

/** One source for each installation that wants one. Only a leader reconciles, so only it reads. */
final class InstallationSamples implements SampleSources, AutoCloseable {

  private record Wanted(String namespace, SampleOrigin origin, Duration window) {}

  private record Open(Wanted wanted, SampleSource source, Runnable close) {}

  private final Cluster cluster;
  private final TrafficSurvey survey;
  private final KeyReader keys;
  private final ScheduledExecutorService executor;
  private final InstantSource clock;
  private final Map<String, Open> open = new HashMap<>();

  InstallationSamples(
      Cluster cluster,
      TrafficSurvey survey,
      KeyReader keys,
      ScheduledExecutorService executor,
      InstantSource clock) {
    this.cluster = cluster;
    this.survey = survey;
    this.keys = keys;
    this.executor = executor;
    this.clock = clock;
  }

  @Override
  public synchronized SampleSource of(
      String installation, String namespace, SampleOrigin origin, Duration window) {
    Wanted wanted = new Wanted(namespace, origin, window);
    Open before = open.get(installation);
    if (before != null && before.wanted().equals(wanted)) {
      return before.source();
    }
    end(installation);
    Open after = make(installation, wanted);
    open.put(installation, after);
    return after.source();
  }

  private Open make(String installation, Wanted wanted) {
    return switch (wanted.origin()) {
      case SampleOrigin.Mesh _ -> {
        MeshSamples samples =
            new MeshSamples(
                () -> revisions(installation), survey, executor, clock, wanted.window());
        yield new Open(wanted, samples, samples::close);
      }
      case SampleOrigin.Prometheus prometheus -> {
        PrometheusSamples samples =
            new PrometheusSamples(prometheus, wanted.namespace(), keys, clock, wanted.window());
        yield new Open(wanted, samples, samples::close);
      }
    };
  }

  private Set<String> revisions(String installation) {
    return cluster.list(MeshRevision.class).stream()
        .filter(
            revision ->
                installation.equals(Metadata.label(revision, OperatorNames.OWNER_NAME))
                    && MeshInstallation.KIND.equals(
                        Metadata.label(revision, OperatorNames.OWNER_KIND)))
        .map(revision -> revision.getMetadata().getName())
        .collect(Collectors.toSet());
  }

  @Override
  public synchronized void end(String installation) {
    Open ended = open.remove(installation);
    if (ended != null) {
      ended.close().run();
    }
  }

  @Override
  public synchronized void close() {
    Set.copyOf(open.keySet()).forEach(this::end);
  }
}
