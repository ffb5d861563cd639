package io.meshwright.operator.analysis;

import java.time.Duration;

/**
 * The sources of all installations. Each is made once, and works until it is not wanted any more.
 */
public interface SampleSources {

  /**
   * The source of an installation; the same object as long as all that is asked for is the same. A
   * source may need to be there for a time before it knows anything, so ask for it early: with the
   * installation, not with the first wave.
   *
   * @param installation its name
   * @param namespace of the mesh, where what {@code origin} refers to is
   * @param window the longest span that will be asked for; nothing is known from before twice of it
   */
  SampleSource of(String installation, String namespace, SampleOrigin origin, Duration window);

  /** Ends the source of an installation that wants none, or is gone; nothing if it had none. */
  void end(String installation);

  /** Of an operator that reads no samples: nothing is ever known. */
  static SampleSources none() {
    return new NoSampleSources();
  }
}
