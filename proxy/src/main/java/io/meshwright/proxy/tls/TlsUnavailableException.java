package io.meshwright.proxy.tls;

import org.jspecify.annotations.Nullable;

/** TLS is configured but a secret is missing or unfit: the connection must not go on without it. */
public final class TlsUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  TlsUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
