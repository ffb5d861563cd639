package io.meshwright.operator.analysis;

import io.meshwright.operator.analysis.AnalysisPolicy.Metric;
import io.meshwright.operator.analysis.Subject.Direction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Says whether workloads fare worse than before. Pure; a thousand workloads take milliseconds.
 *
 * <p>All looks at a healthy wave together are wrong with a probability of at most one in a
 * thousand: each comparison of each look gets its equal part of it (Bonferroni), which holds
 * however the comparisons depend on each other. "Healthy" means that the shares behind the counts
 * differ by no more than is allowed; a difference that was allowed is never a finding of chance.
 */
public final class Judge {

  /** The probability of a false finding in all looks at one wave. */
  private static final double ALPHA = 0.001;

  private final AnalysisPolicy policy;
  private final double alpha;
  private final Set<Metric> judged = new HashSet<>();
  private final List<Finding> findings = new ArrayList<>();

  private record Finding(String about, Metric metric, Comparison.Worse worse) {

    Verdict.Degraded verdict() {
      return new Verdict.Degraded(
          about, metric.words(), worse.before(), worse.after(), worse.difference());
    }
  }

  private Judge(AnalysisPolicy policy, int workloads) {
    this.policy = policy;
    // each workload, and those that are judged together, both ways
    double comparisons = 2.0 * (workloads + 1) * policy.metrics().size() * policy.looks();
    this.alpha = ALPHA / comparisons;
  }

  /**
   * Judges a wave.
   *
   * @param workloads those of the wave, each once; their direction does not matter
   */
  public static Verdict judge(
      AnalysisPolicy policy, Collection<Workload> workloads, Samples before, Samples after) {
    Judge judge = new Judge(policy, workloads.size());
    for (Direction direction : Direction.values()) {
      judge.judge(workloads, direction, before, after);
    }
    return judge.verdict();
  }

  /** A workload as metrics name it. */
  public record Workload(String namespace, String name) {

    private Subject subject(Direction direction) {
      return new Subject(namespace, name, direction);
    }
  }

  private void judge(
      Collection<Workload> workloads, Direction direction, Samples before, Samples after) {
    Traffic restBefore = Traffic.none();
    Traffic restAfter = Traffic.none();
    int rest = 0;
    for (Workload workload : workloads) {
      Traffic was = before.of(workload.subject(direction));
      Traffic is = after.of(workload.subject(direction));
      if (was.requests() >= policy.minSamples() && is.requests() >= policy.minSamples()) {
        compare(workload.namespace() + "/" + workload.name() + words(direction), was, is);
      } else if (was.requests() > 0 || is.requests() > 0) {
        restBefore = restBefore.plus(was);
        restAfter = restAfter.plus(is);
        rest++;
      }
    }
    compare(rest + " workloads with few requests" + words(direction), restBefore, restAfter);
  }

  private static String words(Direction direction) {
    return switch (direction) {
      case INBOUND -> " (received)";
      case OUTBOUND -> " (sent)";
    };
  }

  private void compare(String about, Traffic before, Traffic after) {
    for (Metric metric : policy.metrics()) {
      switch (Comparison.of(metric, before, after, policy.minSamples(), alpha)) {
        case Comparison.Fine() -> judged.add(metric);
        case Comparison.Worse worse -> findings.add(new Finding(about, metric, worse));
        case Comparison.Unknown() -> {}
      }
    }
  }

  private Verdict verdict() {
    return findings.stream()
        .max(Comparator.comparingDouble(finding -> finding.worse().excess()))
        .<Verdict>map(Finding::verdict)
        .orElseGet(
            () ->
                policy.metrics().stream()
                    .filter(metric -> !judged.contains(metric))
                    .findFirst()
                    .<Verdict>map(this::unknown)
                    .orElseGet(Verdict.Healthy::new));
  }

  private Verdict unknown(Metric metric) {
    return new Verdict.Inconclusive(
        "%s: no workload, nor all with few requests together, had %d requests before and after,"
                .formatted(metric.words(), policy.minSamples())
            + " or too few to be sure");
  }
}
