package io.meshwright.operator.certificate;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Material as the values of a Secret of type {@code kubernetes.io/tls}. */
public final class MaterialText {

  public static final String CERTIFICATE = "tls.crt";
  public static final String KEY = "tls.key";
  public static final String ROOTS = "ca.crt";
  static final String ROOT_KEY = "ca.key";

  private MaterialText() {}

  /** Keys and PEM texts. */
  public static Map<String, String> of(OwnMaterial material) {
    return Map.of(
        CERTIFICATE, Pem.of(material.serving().chain()),
        KEY, Pem.of(material.serving().key()),
        ROOTS, Pem.of(material.roots()),
        ROOT_KEY, Pem.of(material.rootKey()));
  }

  /** The material; empty if something is missing or cannot be read, so that it is made anew. */
  public static Optional<OwnMaterial> parse(Map<String, String> texts) {
    try {
      return Optional.of(
          new OwnMaterial(
              Pem.certificates(text(texts, ROOTS)),
              Pem.key(text(texts, ROOT_KEY)),
              serving(texts)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /**
   * Key and chain alone, as others mount them.
   *
   * @throws IllegalArgumentException if something is missing or cannot be read
   */
  public static ServingKey serving(Map<String, String> texts) {
    return new ServingKey(Pem.key(text(texts, KEY)), Pem.certificates(text(texts, CERTIFICATE)));
  }

  private static String text(Map<String, String> texts, String key) {
    return Objects.requireNonNullElse(texts.get(key), "");
  }
}
