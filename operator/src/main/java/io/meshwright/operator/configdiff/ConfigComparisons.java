package io.meshwright.operator.configdiff;

import io.meshwright.operator.sessions.RenderException;
import io.meshwright.operator.sessions.Replica;
import io.meshwright.operator.sessions.RuntimeRenderer;
import io.meshwright.operator.sessions.RuntimeReplicas;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Comparisons under way, one at a time for each installation, away from the threads of the
 * reconcilers. What came of one is kept until another is asked for. Thread-safe; never blocks.
 */
public final class ConfigComparisons {

  private static final Logger LOG = Logger.getLogger(ConfigComparisons.class);

  /** Waits. */
  @FunctionalInterface
  public interface Pause {
    void take(Duration time) throws InterruptedException;
  }

  /** What came of asking. */
  sealed interface Answer {

    /** They are being asked. */
    record Running() implements Answer {}

    /** They have said. */
    record Done(ConfigDiff diff) implements Answer {}

    /** They could not say. */
    record None(RenderException.Cause cause, String why) implements Answer {}
  }

  /** Which revision is to follow which. */
  record Pair(String active, String desired) {}

  /**
   * The comparison of an installation.
   *
   * @param asked when this process was first asked for it
   */
  record Job(Pair pair, Instant asked, Answer answer) {}

  private final Function<String, Optional<RuntimeReplicas>> replicas;
  private final RuntimeRenderer.Factory renderers;
  private final Executor threads;
  private final Pause pause;
  private final InstantSource clock;
  private final Map<String, Job> jobs = new HashMap<>();

  /**
   * Makes one without any comparison.
   *
   * @param replicas that serve, by revision
   * @param threads run what blocks
   */
  public ConfigComparisons(
      Function<String, Optional<RuntimeReplicas>> replicas,
      RuntimeRenderer.Factory renderers,
      Executor threads,
      Pause pause,
      InstantSource clock) {
    this.replicas = replicas;
    this.renderers = renderers;
    this.threads = threads;
    this.pause = pause;
    this.clock = clock;
  }

  /** What is known of a pair; begins to ask if nothing is, or if {@code again}. */
  Job ask(String installation, Pair pair, boolean again) {
    Job job;
    synchronized (jobs) {
      Job before = jobs.get(installation);
      boolean same = before != null && before.pair().equals(pair);
      if (before != null && same && (!again || before.answer() instanceof Answer.Running)) {
        return before;
      }
      job =
          new Job(
              pair,
              before != null && same ? before.asked() : clock.instant(),
              new Answer.Running());
      jobs.put(installation, job);
    }
    threads.execute(() -> answer(installation, job, compare(pair)));
    synchronized (jobs) {
      return jobs.getOrDefault(installation, job);
    }
  }

  /** Forgets an answer that is remembered elsewhere, or an installation that is gone. */
  public void forget(String installation) {
    synchronized (jobs) {
      jobs.remove(installation);
    }
  }

  private void answer(String installation, Job job, Answer answer) {
    synchronized (jobs) {
      // another pair may have been asked for since
      jobs.replace(installation, job, new Job(job.pair(), job.asked(), answer));
    }
  }

  private Answer compare(Pair pair) {
    List<RuntimeRenderer> open = new ArrayList<>();
    try {
      ConfigDiff diff =
          new Comparison(side(pair.active(), open), side(pair.desired(), open), clock, pause).run();
      return new Answer.Done(diff);
    } catch (RenderException e) {
      return new Answer.None(e.kind(), e.words());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Answer.None(RenderException.Cause.FAILED, "the operator ends");
    } catch (RuntimeException e) {
      LOG.warnf(e, "Cannot compare %s with %s", pair.active(), pair.desired());
      return new Answer.None(RenderException.Cause.FAILED, e.toString());
    } finally {
      open.forEach(RuntimeRenderer::close);
    }
  }

  private Comparison.Side side(String revision, List<RuntimeRenderer> open) throws RenderException {
    @Nullable RuntimeReplicas runtime = replicas.apply(revision).orElse(null);
    if (runtime == null || runtime.replicas().isEmpty()) {
      throw new RenderException(
          RenderException.Cause.FAILED, "no replica of " + revision + " serves");
    }
    List<RuntimeRenderer> asked = new ArrayList<>();
    for (Replica replica :
        runtime.replicas().stream().sorted(Comparator.comparing(Replica::pod)).toList()) {
      RuntimeRenderer renderer = renderers.connect(replica, runtime.roots());
      open.add(renderer);
      asked.add(renderer);
    }
    return new Comparison.Side(revision, asked);
  }
}
