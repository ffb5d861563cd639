package io.meshwright.proxy.http.codec;

/** A message that must not be passed on. Has no stack trace: hostile clients make many. */
final class MessageRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  MessageRefusedException(int status, String reason) {
    super(reason, null, false, false);
    this.status = status;
  }

  /** The answer to give. */
  int status() {
    return status;
  }
}
