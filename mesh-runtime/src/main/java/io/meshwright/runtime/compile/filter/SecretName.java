package io.meshwright.runtime.compile.filter;

import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import java.util.Optional;

/**
 * How a Secret of the proxy's namespace is asked for over xDS (istio-features GW10): {@code
 * kubernetes://NAME}, and {@code kubernetes://NAME-cacert} for the roots that peers are checked
 * with.
 *
 * @param text what follows the scheme
 */
public record SecretName(String text) {

  private static final String SCHEME = "kubernetes://";
  private static final String ROOTS = "-cacert";

  /**
   * Secrets come over the same stream. Unlike other references they may never come: nobody waits
   * for them for ever.
   */
  private static final ConfigSource STREAM =
      ConfigSource.newBuilder()
          .setAds(AggregatedConfigSource.getDefaultInstance())
          .setResourceApiVersion(ApiVersion.V3)
          .build();

  /** Of a certificate with its key. */
  public static SecretName certificate(String secret) {
    return new SecretName(secret);
  }

  /** Of roots. */
  public static SecretName roots(String secret) {
    return new SecretName(secret.endsWith(ROOTS) ? secret : secret + ROOTS);
  }

  /** Reads the text form; empty for any other name. */
  public static Optional<SecretName> parse(String name) {
    return name.startsWith(SCHEME)
        ? Optional.of(new SecretName(name.substring(SCHEME.length())))
        : Optional.empty();
  }

  /** The Secret that has the certificate too, if this asks for roots. */
  public Optional<String> besideCertificate() {
    return text.endsWith(ROOTS)
        ? Optional.of(text.substring(0, text.length() - ROOTS.length()))
        : Optional.empty();
  }

  /** The reference to it in a transport socket. */
  public SdsSecretConfig reference() {
    return SdsSecretConfig.newBuilder().setName(toString()).setSdsConfig(STREAM).build();
  }

  @Override
  public String toString() {
    return SCHEME + text;
  }
}
