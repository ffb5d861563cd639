package io.meshwright.e2e.cluster;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long tests on a cluster wait for what has to come. */
public final class Patience {

  /**
   * Long enough for a machine that is several times slower than a developer's: only a failure takes
   * all of it.
   */
  public static final Duration LIMIT = Duration.ofMinutes(5);

  private Patience() {}

  /** Waits for {@code fact}, whose name a failure tells, for {@link #LIMIT}. */
  public static ConditionFactory await(String fact) {
    return Awaitility.await(fact).atMost(LIMIT);
  }
}
