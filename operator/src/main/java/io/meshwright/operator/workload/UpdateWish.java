package io.meshwright.operator.workload;

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

  /** The workload's word, or else its namespace's; an unknown word is as good as none. */
  public static UpdateWish of(Optional<String> workload, Optional<String> namespace) {
    return workload
        .flatMap(UpdateWish::parse)
        .or(() -> namespace.flatMap(UpdateWish::parse))
        .orElse(WAVE);
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
