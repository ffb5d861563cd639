package io.meshwright.runtime.compile.gateway;

import java.util.Optional;

/**
 * How a Secret of the router's namespace is asked for over xDS (istio-features GW10): {@code
 * kubernetes://NAME}, and {@code kubernetes://NAME-cacert} for the roots that clients are checked
 * with.
 *
 * @param text what follows the scheme
 */
record SecretName(String text) {

  private static final String SCHEME = "kubernetes://";
  private static final String ROOTS = "-cacert";

  static SecretName certificate(String secret) {
    return new SecretName(secret);
  }

  static SecretName roots(String secret) {
    return new SecretName(secret.endsWith(ROOTS) ? secret : secret + ROOTS);
  }

  /** Reads the text form; empty for any other name. */
  static Optional<SecretName> parse(String name) {
    return name.startsWith(SCHEME)
        ? Optional.of(new SecretName(name.substring(SCHEME.length())))
        : Optional.empty();
  }

  /** The Secret that has the certificate too, if this asks for roots. */
  Optional<String> besideCertificate() {
    return text.endsWith(ROOTS)
        ? Optional.of(text.substring(0, text.length() - ROOTS.length()))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return SCHEME + text;
  }
}
