package io.meshwright.operator.workload;

import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.xds.ConfigError;
import java.util.Locale;
import java.util.Optional;

/** When the owner of a workload or namespace wants its proxies updated. */
public enum UpdateWish {
  /** With its wave. */
  WAVE,
  /** At once. */
  NOW,
  /** Not by the operator. */
  NEVER;

  /** The workload's word, or else its namespace's; see {@link #mistake} for one that is unknown. */
  public static UpdateWish of(Optional<String> workload, Optional<String> namespace) {
    return workload.or(() -> namespace).flatMap(UpdateWish::parse).orElse(WAVE);
  }

  /** What is wrong with the word of a workload or namespace; empty if it says none. */
  public static Optional<ConfigError> mistake(String resource, Optional<String> word) {
    return word.filter(it -> parse(it).isEmpty())
        .map(
            it ->
                new ConfigError(
                    resource,
                    "metadata.annotations[" + OperatorNames.PROXY_UPDATE + "]",
                    it,
                    "never, now or wave"));
  }

  private static Optional<UpdateWish> parse(String word) {
    for (UpdateWish wish : values()) {
      if (wish.name().toLowerCase(Locale.ROOT).equals(word)) {
        return Optional.of(wish);
      }
    }
    return Optional.empty();
  }
}
