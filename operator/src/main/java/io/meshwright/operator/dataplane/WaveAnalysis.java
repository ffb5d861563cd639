package io.meshwright.operator.dataplane;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.operator.analysis.AnalysisPolicy;
import io.meshwright.operator.analysis.Judge;
import io.meshwright.operator.analysis.SampleException;
import io.meshwright.operator.analysis.SampleSource;
import io.meshwright.operator.analysis.SampleSources;
import io.meshwright.operator.analysis.Samples;
import io.meshwright.operator.analysis.Subject;
import io.meshwright.operator.analysis.Traffic;
import io.meshwright.operator.analysis.Verdict;
import io.meshwright.operator.apply.ApplyException;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.dataplane.Evidence.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Finds out what a plan wants to know of requests. Asks the source only then; may block. */
final class WaveAnalysis {

  private final SampleSources sources;
  private final BaselineStore baselines;

  /** Of each installation whose source did not answer: it is asked again after an interval. */
  private final Map<String, Silence> silent = new ConcurrentHashMap<>();

  private record Silence(Instant since, String why) {}

  WaveAnalysis(SampleSources sources, Cluster cluster, KubernetesSerialization serialization) {
    this.sources = sources;
    this.baselines = new BaselineStore(cluster, serialization);
  }

  /** What is known without asking; lets the source begin to count if there is none yet. */
  Evidence known(MeshInstallation installation, AnalysisPolicy policy) {
    return Evidence.of(baselines.note(installation), source(installation, policy).delay());
  }

  /** Nothing is to be judged any more. */
  void end(MeshInstallation installation) {
    sources.end(installation.getMetadata().getName());
    silent.remove(installation.getMetadata().getName());
  }

  /** The evidence with an answer, or with the reason why there is none. */
  Evidence answer(
      Wanted wanted,
      Evidence known,
      MeshInstallation installation,
      AnalysisPolicy policy,
      Instant now) {
    String name = installation.getMetadata().getName();
    Silence silence = silent.get(name);
    if (silence != null && now.isBefore(silence.since().plus(policy.interval()))) {
      return known.without(silence.why());
    }
    SampleSource source = source(installation, policy);
    try {
      Evidence answer =
          switch (wanted) {
            case Wanted.Before before -> before(before, known, source, installation, policy, now);
            case Wanted.Look look -> known.with(look(look, source, installation, policy, now));
          };
      silent.remove(name);
      return answer;
    } catch (SampleException unanswered) {
      String why = "the source of its samples: " + unanswered.getMessage();
      silent.put(name, new Silence(now, why));
      return known.without(why);
    } catch (ApplyException refused) {
      return known.without(refused.words());
    }
  }

  private SampleSource source(MeshInstallation installation, AnalysisPolicy policy) {
    return sources.of(
        installation.getMetadata().getName(),
        installation.getSpec().namespace(),
        policy.origin(),
        policy.window());
  }

  /** Remembered before anything is restarted that it is about. */
  private Evidence before(
      Wanted.Before wanted,
      Evidence known,
      SampleSource source,
      MeshInstallation installation,
      AnalysisPolicy policy,
      Instant now)
      throws SampleException {
    Instant to = now.minus(source.delay());
    Instant from = to.minus(policy.window());
    Optional<Instant> since = source.since();
    if (since.isEmpty() || since.get().isAfter(from)) {
      return known.without(unknown(source, since, policy.window()));
    }
    List<Judge.Workload> workloads =
        wanted.workloads().stream()
            .map(key -> new Judge.Workload(key.namespace(), key.name()))
            .distinct()
            .toList();
    Baseline baseline =
        new Baseline(
            new Baseline.Note(wanted.target(), wanted.wave(), now),
            workloads,
            of(workloads, source.between(from, to)));
    baselines.write(installation, baseline);
    return known.with(baseline.note());
  }

  private static String unknown(SampleSource source, Optional<Instant> since, Duration window) {
    return source
        .problem()
        .orElseGet(
            () ->
                since
                    .map(
                        start ->
                            "requests are counted since %s: the wave begins when a window of %s has passed"
                                .formatted(start, window))
                    .orElse("requests are not counted yet: the wave begins when they are"));
  }

  private static Samples of(List<Judge.Workload> workloads, Samples all) {
    Set<Judge.Workload> named = new HashSet<>(workloads);
    Map<Subject, Traffic> traffic = new HashMap<>();
    all.traffic()
        .forEach(
            (subject, counted) -> {
              if (named.contains(new Judge.Workload(subject.namespace(), subject.workload()))) {
                traffic.put(subject, counted);
              }
            });
    return new Samples(traffic);
  }

  private Verdict look(
      Wanted.Look wanted,
      SampleSource source,
      MeshInstallation installation,
      AnalysisPolicy policy,
      Instant now)
      throws SampleException {
    Optional<Baseline> baseline =
        baselines
            .read(installation)
            .filter(
                it ->
                    it.note()
                        .isBefore(
                            wanted.target(), wanted.wave(), wanted.waveStarted(), policy.window()));
    if (baseline.isEmpty()) {
      return new Verdict.Inconclusive("nothing is known of the time before the wave");
    }
    Instant to = now.minus(source.delay());
    if (!to.isAfter(wanted.from())) {
      return new Verdict.Inconclusive("requests are counted with a delay of " + source.delay());
    }
    return Judge.judge(
        policy,
        baseline.get().workloads(),
        baseline.get().samples(),
        source.between(wanted.from(), to));
  }
}
