package io.meshwright.runtime.identity;

/** Judges bearer tokens. Implementations may block; callers run on virtual threads. */
public interface TokenReviewer {

  /** Whether {@code token} is a ServiceAccount token meant for {@code audience}. */
  TokenVerdict review(String token, String audience);
}
