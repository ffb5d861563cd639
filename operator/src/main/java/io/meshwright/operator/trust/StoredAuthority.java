package io.meshwright.operator.trust;

import io.fabric8.kubernetes.api.model.Secret;
import io.meshwright.crd.mesh.v1alpha1.TrustStatus.Source;
import io.meshwright.operator.certificate.Pem;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The certificates of the authority's Secret, by the keys that runtimes read. Its signing key is
 * not looked at.
 *
 * @param signing the root that certificates lead to which are issued now
 * @param roots all that workloads are told to trust, {@code signing} first
 */
record StoredAuthority(Source source, X509Certificate signing, List<X509Certificate> roots) {

  static final String CERTIFICATE = "ca-cert.pem";
  static final String KEY = "ca-key.pem";
  static final String ROOTS = "root-cert.pem";
  private static final String CHAIN = "cert-chain.pem";

  StoredAuthority {
    roots = List.copyOf(roots);
  }

  /** Reads a Secret; the errors name it. */
  static StoredAuthority parse(Source source, Secret secret) throws ConfigException {
    boolean tls = source == Source.PlugIn && !text(secret, "tls.crt").isEmpty();
    String certificateKey = tls && text(secret, CERTIFICATE).isEmpty() ? "tls.crt" : CERTIFICATE;
    String rootsKey = certificateKey.equals(CERTIFICATE) ? ROOTS : "ca.crt";
    List<X509Certificate> chain = new ArrayList<>(certificates(secret, certificateKey));
    List<X509Certificate> roots =
        text(secret, rootsKey).isEmpty()
            ? List.of(chain.getFirst())
            : certificates(secret, rootsKey);
    if (!text(secret, CHAIN).isEmpty()) {
      chain.addAll(certificates(secret, CHAIN));
    }
    X509Certificate signing =
        roots.stream()
            .filter(root -> chain.stream().anyMatch(link -> leadsTo(link, root)))
            .findFirst()
            .orElseThrow(() -> error(secret, rootsKey, "no root of " + certificateKey, "its root"));
    List<X509Certificate> ordered = new ArrayList<>(roots);
    ordered.remove(signing);
    ordered.addFirst(signing);
    return new StoredAuthority(source, signing, ordered);
  }

  /** The text of a key; empty if there is none. */
  static String text(Secret secret, String key) {
    String value =
        Objects.requireNonNullElse(secret.getData(), Map.<String, String>of())
            .getOrDefault(key, "");
    return new String(Base64.getMimeDecoder().decode(value), StandardCharsets.US_ASCII);
  }

  static List<X509Certificate> certificates(Secret secret, String key) throws ConfigException {
    try {
      return Pem.certificates(text(secret, key));
    } catch (IllegalArgumentException e) {
      throw error(secret, key, String.valueOf(e.getMessage()), "certificates in PEM");
    }
  }

  private static boolean leadsTo(X509Certificate certificate, X509Certificate root) {
    if (certificate.equals(root)) {
      return true;
    }
    try {
      certificate.verify(root.getPublicKey());
      return true;
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static ConfigException error(Secret secret, String key, String found, String expected) {
    return new ConfigException(
        new ConfigError(
            "Secret " + secret.getMetadata().getNamespace() + "/" + secret.getMetadata().getName(),
            key,
            found,
            expected));
  }
}
