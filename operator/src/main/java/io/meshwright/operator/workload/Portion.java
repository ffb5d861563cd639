package io.meshwright.operator.workload;

import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.Optional;

/** Part of a whole, as Kubernetes writes it: a number, or a percentage. */
public record Portion(int value, boolean percent) {

  private static final int WHOLE = 100;

  /** One that the API server has accepted. */
  static Portion of(IntOrString written) {
    return parse(written)
        .orElseThrow(() -> new IllegalArgumentException("not a number or percentage: " + written));
  }

  /** Reads {@code 3} or {@code 25%}; empty for anything else. */
  public static Optional<Portion> parse(IntOrString written) {
    if (written.getIntVal() != null) {
      return Optional.of(new Portion(written.getIntVal(), false));
    }
    String text = written.getStrVal();
    if (text == null || !text.matches("[0-9]{1,9}%")) {
      return Optional.empty();
    }
    return Optional.of(new Portion(Integer.parseInt(text.substring(0, text.length() - 1)), true));
  }

  /** Its share of a whole; the part of one that is over is left out. */
  public int roundedDown(int total) {
    return percent ? (int) ((long) total * value / WHOLE) : value;
  }

  /** Its share of a whole; the part of one that is over counts as one. */
  public int roundedUp(int total) {
    return percent ? (int) Math.ceilDiv((long) total * value, WHOLE) : value;
  }
}
