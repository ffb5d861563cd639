package io.meshwright.operator.analysis;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Sources that know nothing. */
record NoSampleSources() implements SampleSources {

  private record Nothing() implements SampleSource {
    @Override
    public Optional<Instant> since() {
      return Optional.empty();
    }

    @Override
    public Samples between(Instant from, Instant to) throws SampleException {
      throw new SampleException("this operator reads no samples");
    }

    @Override
    public Duration delay() {
      return Duration.ZERO;
    }
  }

  @Override
  public SampleSource of(
      String installation, String namespace, SampleOrigin origin, Duration window) {
    return new Nothing();
  }

  @Override
  public void end(String installation) {}
}
