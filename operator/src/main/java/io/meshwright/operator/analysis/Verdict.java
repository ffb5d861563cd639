package io.meshwright.operator.analysis;

/** What a look at a wave found. */
public sealed interface Verdict {

  /** Nothing is surely worse than allowed. */
  record Healthy() implements Verdict {}

  /**
   * Something is worse than allowed.
   *
   * @param about whose requests
   * @param metric what was compared, in words
   * @param before its value with the old proxies
   * @param after its value with the new ones
   * @param difference by how much it surely is worse, and how much was allowed
   */
  record Degraded(String about, String metric, String before, String after, String difference)
      implements Verdict {}

  /** Too little is known for either. */
  record Inconclusive(String why) implements Verdict {}
}
