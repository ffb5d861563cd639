package io.meshwright.e2e.metrics;

/** How far a measured share may be from the one that is set. */
public final class Sampling {

  /** A run in two million is further away by chance. */
  private static final double SIGMAS = 5;

  private Sampling() {}

  /** The distance that chance explains when {@code requests} are drawn with {@code share}. */
  public static double deviation(double share, long requests) {
    return SIGMAS * Math.sqrt(share * (1 - share) / requests);
  }
}
