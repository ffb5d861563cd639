package io.meshwright.operator.sessions;

import java.util.Map;

/** What the replicas of each revision last said of trust. */
@FunctionalInterface
public interface TrustAnswers {

  /** The answers of the replicas of a revision that serve, by pod; never blocks. */
  Map<String, Answer> trustOf(String revision);

  /** What came of asking a replica. */
  sealed interface Answer {

    /**
     * It has said.
     *
     * @param sessions how many proxies are connected to it
     */
    record Said(ReplicaTrust trust, long sessions) implements Answer {}

    /** Its version does not follow the stored authority while it runs. */
    record Unable() implements Answer {}

    /** It does not answer, or not yet. */
    record Unknown() implements Answer {}
  }
}
