package io.meshwright.proxy.snapshot;

/**
 * What is done with {@code x-forwarded-client-cert}.
 *
 * @param subject whether an added element holds the subject
 * @param dns whether it holds the DNS names
 * @param uri whether it holds the URI names
 */
public record ForwardedCertificate(Mode mode, boolean subject, boolean dns, boolean uri) {

  /** Removes the header, as Envoy does when unset. */
  public static final ForwardedCertificate SANITIZE =
      new ForwardedCertificate(Mode.SANITIZE, false, false, false);

  /** Envoy's {@code ForwardClientCertDetails}. */
  public enum Mode {
    SANITIZE,
    FORWARD_ONLY,
    APPEND_FORWARD,
    SANITIZE_SET,
    ALWAYS_FORWARD_ONLY
  }
}
