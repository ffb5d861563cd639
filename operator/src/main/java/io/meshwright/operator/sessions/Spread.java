package io.meshwright.operator.sessions;

import java.time.Duration;
import java.util.Optional;

/** Spreads the proxies of a revision over its replicas. */
@FunctionalInterface
public interface Spread {

  /**
   * Takes one small step if one replica has far more than its share; never blocks. Proxies that
   * connect anew land anywhere, so it takes several steps.
   *
   * @return when to call again; empty if the replicas share
   */
  Optional<Duration> step(String revision);
}
