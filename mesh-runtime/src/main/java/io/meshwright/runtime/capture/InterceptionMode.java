package io.meshwright.runtime.capture;

import java.util.Optional;

/**
 * How inbound connections are led to the proxy; Istio's words (istio-features I11, I42). Its mode
 * {@code NONE} is refused where it is asked for.
 */
public enum InterceptionMode {
  /** By rewriting their destination. */
  REDIRECT,

  /** As they are, so that the application can be shown the client's address. */
  TPROXY;

  /** What may be written, for error messages. */
  public static final String EXPECTED = "REDIRECT or TPROXY";

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
