package io.meshwright.runtime.discovery;

import io.fabric8.kubernetes.api.model.Secret;
import io.meshwright.runtime.model.gateway.Credential;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a Secret has for TLS, by the keys that Kubernetes and Istio give them (istio-features
 * GW10). Whether it is a certificate is for the proxy to see.
 */
public final class CredentialParser {

  private static final List<String> CHAIN = List.of("tls.crt", "cert");
  private static final List<String> KEY = List.of("tls.key", "key");
  private static final List<String> ROOTS = List.of("ca.crt", "cacert");
  private static final List<String> REVOKED = List.of("ca.crl", "crl");

  /** All keys that are read. */
  public static final List<String> KEYS =
      Stream.of(CHAIN, KEY, ROOTS, REVOKED).flatMap(List::stream).toList();

  private CredentialParser() {}

  /** Empty for a Secret of another purpose. */
  static Optional<Credential> parse(Secret secret) {
    Credential credential =
        new Credential(
            text(secret, CHAIN), text(secret, KEY), text(secret, ROOTS), text(secret, REVOKED));
    return credential.identifies() || !credential.roots().isEmpty()
        ? Optional.of(credential)
        : Optional.empty();
  }

  private static String text(Secret secret, List<String> keys) {
    for (String key : keys) {
      String plain = orEmpty(secret.getStringData()).get(key);
      if (plain != null) {
        return plain;
      }
      String encoded = orEmpty(secret.getData()).get(key);
      if (encoded != null && !encoded.isEmpty()) {
        return new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8);
      }
    }
    return "";
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
