package io.meshwright.operator.analysis;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Where samples come from. May block for as long as a request over the network takes. */
public interface SampleSource {

  /** From when on this source knows all that happened; empty while it knows nothing yet. */
  Optional<Instant> since();

  /** Why it knows nothing, or not all, for users; empty while all is well. Never blocks. */
  default Optional<String> problem() {
    return Optional.empty();
  }

  /**
   * What was counted from one time to another, by the proxies that were there.
   *
   * @param from may be before {@link #since}: then part of it is missing
   * @param to not after now
   * @throws SampleException if the source does not answer, or answers what cannot be read
   */
  Samples between(Instant from, Instant to) throws SampleException;

  /**
   * How long counts lag behind what happened, at most: a look at a span makes sense this long after
   * its end.
   */
  Duration delay();
}
