package io.meshwright.runtime.identity;

/** What an authenticator says of a call. */
sealed interface Authentication {

  /** The caller is known. */
  record Accepted(Caller caller) implements Authentication {}

  /** The call carries no credential of this authenticator's kind; the next one is asked. */
  record Absent() implements Authentication {}

  /** There is a credential and it is bad. No other authenticator is asked. */
  record Refused(String reason) implements Authentication {}

  /** The credential cannot be judged now; never a reason to let the call pass. */
  record Undecided(String reason) implements Authentication {}
}
