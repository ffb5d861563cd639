package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.meshwright.proxy.pem.Pem;
import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.xds.ConfigException;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.util.List;

/** {@code envoy.extensions.transport_sockets.tls.v3.Secret}. */
final class SecretParser {
  private SecretParser() {}

  static Secret parse(
      io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret proto, Where where)
      throws ConfigException {
    return switch (proto.getTypeCase()) {
      case TLS_CERTIFICATE -> identity(proto.getTlsCertificate(), where.field("tls_certificate"));
      case VALIDATION_CONTEXT -> {
        CertificateValidationContext validation = proto.getValidationContext();
        if (!onlyRoots(validation)) {
          throw where
              .field("validation_context")
              .error("conditions", "trusted_ca and crl only; the socket says the rest");
        }
        yield roots(validation, where.field("validation_context"));
      }
      case SESSION_TICKET_KEYS, GENERIC_SECRET, TYPE_NOT_SET ->
          throw where.error(
              proto.getTypeCase().toString(), "tls_certificate or validation_context");
    };
  }

  static Secret.Identity identity(TlsCertificate certificate, Where where) throws ConfigException {
    Where chain = where.field("certificate_chain");
    Where key = where.field("private_key");
    String chainPem = Values.data(certificate.getCertificateChain(), chain).toStringUtf8();
    String keyPem = Values.data(certificate.getPrivateKey(), key).toStringUtf8();
    try {
      return new Secret.Identity(Pem.certificates(chainPem), Pem.privateKey(keyPem));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw where.error("" + e.getMessage(), "a PEM chain and its PKCS#8 PEM key");
    }
  }

  private static boolean onlyRoots(CertificateValidationContext validation) {
    return validation.toBuilder()
        .clearTrustedCa()
        .clearCrl()
        .build()
        .equals(CertificateValidationContext.getDefaultInstance());
  }

  static Secret.Roots roots(CertificateValidationContext validation, Where where)
      throws ConfigException {
    Where roots = where.field("trusted_ca");
    String pem = Values.data(validation.getTrustedCa(), roots).toStringUtf8();
    try {
      return new Secret.Roots(Pem.certificates(pem), revoked(validation, where));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw roots.error("" + e.getMessage(), "PEM certificates");
    }
  }

  private static List<X509CRL> revoked(CertificateValidationContext validation, Where where)
      throws ConfigException {
    if (!validation.hasCrl()) {
      return List.of();
    }
    Where lists = where.field("crl");
    String pem = Values.data(validation.getCrl(), lists).toStringUtf8();
    try {
      return Pem.revocations(pem);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw lists.error("" + e.getMessage(), "revocation lists in PEM");
    }
  }
}
