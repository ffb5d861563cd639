package io.meshwright.runtime.capture;

import java.util.Optional;

/**
 * How inbound connections are led to the proxy; Istio's words (istio-features I11). Its modes
 * {@code TPROXY} and {@code NONE} are refused where they are asked for.
 */
public enum InterceptionMode {
  /** By rewriting their destination. */
  REDIRECT;

  /** What may be written, for error messages. */
  public static final String EXPECTED = "REDIRECT";

  /** The mode of that name, if there is one. */
  public static Optional<InterceptionMode> of(String word) {
    for (InterceptionMode mode : values()) {
      if (mode.name().equals(word)) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }
}
