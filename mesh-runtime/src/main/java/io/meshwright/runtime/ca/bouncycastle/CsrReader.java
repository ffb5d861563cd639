package io.meshwright.runtime.ca.bouncycastle;

import io.meshwright.runtime.ca.Csr;
import io.meshwright.runtime.ca.Csr.SubjectAltName;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;

/** Turns a decoded PKCS#10 request into the record that the checks look at. */
final class CsrReader {

  private CsrReader() {}

  static Csr read(PKCS10CertificationRequest request) throws ConfigException {
    PublicKey key = publicKey(request);
    try {
      Extensions extensions = request.getRequestedExtensions();
      return new Csr(key, verifies(request, key), wantsCa(extensions), names(extensions));
    } catch (IllegalArgumentException | ClassCastException _) {
      throw new ConfigException(
          new ConfigError(
              "CertificateRequest",
              "csr",
              "extensions that cannot be decoded",
              "extensions as in RFC 5280"));
    }
  }

  private static PublicKey publicKey(PKCS10CertificationRequest request) throws ConfigException {
    try {
      return new JcaPKCS10CertificationRequest(request).getPublicKey();
    } catch (InvalidKeyException | NoSuchAlgorithmException | RuntimeException _) {
      throw new ConfigException(
          new ConfigError(
              "CertificateRequest",
              "publicKey",
              "a key that cannot be read",
              "EC P-256 or P-384, or RSA with at least 2048 bits"));
    }
  }

  private static boolean verifies(PKCS10CertificationRequest request, PublicKey key) {
    try {
      return request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key));
    } catch (OperatorCreationException | PKCSException | RuntimeException _) {
      return false;
    }
  }

  private static boolean wantsCa(@Nullable Extensions extensions) {
    if (extensions == null) {
      return false;
    }
    BasicConstraints constraints = BasicConstraints.fromExtensions(extensions);
    KeyUsage usage = KeyUsage.fromExtensions(extensions);
    return (constraints != null && constraints.isCA())
        || (usage != null && usage.hasUsages(KeyUsage.keyCertSign));
  }

  private static List<SubjectAltName> names(@Nullable Extensions extensions) {
    GeneralNames names =
        extensions == null
            ? null
            : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
    List<SubjectAltName> result = new ArrayList<>();
    if (names != null) {
      for (GeneralName name : names.getNames()) {
        result.add(new SubjectAltName(kind(name.getTagNo()), name.getName().toString()));
      }
    }
    return result;
  }

  private static String kind(int tag) {
    return switch (tag) {
      case GeneralName.uniformResourceIdentifier -> SubjectAltName.URI;
      case GeneralName.dNSName -> "DNS";
      case GeneralName.iPAddress -> "IP";
      case GeneralName.rfc822Name -> "email";
      case GeneralName.directoryName -> "directory";
      default -> "kind" + tag;
    };
  }
}
