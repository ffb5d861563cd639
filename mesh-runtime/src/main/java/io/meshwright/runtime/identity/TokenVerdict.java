package io.meshwright.runtime.identity;

/** What a {@link TokenReviewer} found. */
public sealed interface TokenVerdict {

  /** The token belongs to this ServiceAccount. */
  record Valid(String namespace, String serviceAccount) implements TokenVerdict {}

  /** The token is wrong, for a reason that may be told to the caller. */
  record Invalid(String reason) implements TokenVerdict {}

  /** The reviewer cannot be reached. */
  record Unavailable(String reason) implements TokenVerdict {}
}
