package io.meshwright.runtime.ca;

import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * A signing key that was proven to belong to its certificate, and the way from there to the roots.
 *
 * @param key signs
 * @param certificate of {@code key}; a CA
 * @param intermediates between {@code certificate} and a root, nearest first; may be empty
 * @param roots what workloads trust; the first is the one that {@code certificate} leads to
 */
public record CaMaterial(
    PrivateKey key,
    X509Certificate certificate,
    List<X509Certificate> intermediates,
    List<X509Certificate> roots) {

  public CaMaterial {
    intermediates = List.copyOf(intermediates);
    roots = List.copyOf(roots);
  }

  /** Reads and proves stored material; {@code where} names its place in errors. */
  static CaMaterial parse(CaPem pem, String where, CertificateCrypto crypto)
      throws ConfigException {
    List<X509Certificate> certificates =
        Pem.certificates(pem.certificate(), where, CaPem.CERTIFICATE_KEY);
    X509Certificate certificate = certificates.getFirst();
    PrivateKey key = crypto.readPrivateKey(pem.privateKey(), where, CaPem.PRIVATE_KEY_KEY);
    require(
        certificate.getBasicConstraints() >= 0,
        where,
        CaPem.CERTIFICATE_KEY,
        "a certificate without the CA flag",
        "a CA certificate");
    require(
        isPair(key, certificate.getPublicKey()),
        where,
        CaPem.PRIVATE_KEY_KEY,
        "the key of another certificate",
        "the private key of " + CaPem.CERTIFICATE_KEY);

    List<X509Certificate> between = new ArrayList<>(certificates.subList(1, certificates.size()));
    if (!pem.chain().isBlank()) {
      between.addAll(Pem.certificates(pem.chain(), where, CaPem.CHAIN_KEY));
    }
    List<X509Certificate> roots =
        pem.roots().isBlank()
            ? List.of(certificate)
            : Pem.certificates(pem.roots(), where, CaPem.ROOTS_KEY);
    return link(key, certificate, between, roots, where);
  }

  /** Orders {@code between} into a chain that verifiably ends at one of {@code roots}. */
  private static CaMaterial link(
      PrivateKey key,
      X509Certificate certificate,
      List<X509Certificate> between,
      List<X509Certificate> roots,
      String where)
      throws ConfigException {
    List<X509Certificate> path = new ArrayList<>();
    X509Certificate last = certificate;
    while (true) {
      X509Certificate current = last;
      X509Certificate root =
          roots.stream()
              .filter(r -> r.equals(current) || isSignedBy(current, r))
              .findFirst()
              .orElse(null);
      if (root != null) {
        List<X509Certificate> ordered = new ArrayList<>(roots);
        ordered.remove(root);
        ordered.addFirst(root);
        return new CaMaterial(key, certificate, path, ordered);
      }
      X509Certificate next =
          between.stream()
              .filter(c -> !path.contains(c) && !c.equals(current) && isSignedBy(current, c))
              .findFirst()
              .orElseThrow(
                  () ->
                      error(
                          where,
                          CaPem.ROOTS_KEY,
                          "no root that signed " + current.getSubjectX500Principal(),
                          "the root of " + CaPem.CERTIFICATE_KEY));
      path.add(next);
      last = next;
    }
  }

  private static boolean isSignedBy(X509Certificate child, X509Certificate parent) {
    if (!child.getIssuerX500Principal().equals(parent.getSubjectX500Principal())) {
      return false;
    }
    try {
      child.verify(parent.getPublicKey());
      return true;
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static boolean isPair(PrivateKey privateKey, PublicKey publicKey) {
    String algorithm = SignatureAlgorithms.forKey(privateKey);
    byte[] probe = {1, 2, 3, 4};
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(privateKey);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static void require(
      boolean holds, String where, String field, String found, String expected)
      throws ConfigException {
    if (!holds) {
      throw error(where, field, found, expected);
    }
  }

  private static ConfigException error(String where, String field, String found, String expected) {
    return new ConfigException(new ConfigError(where, field, found, expected));
  }
}
