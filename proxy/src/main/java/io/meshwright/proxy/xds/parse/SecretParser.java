package io.meshwright.proxy.xds.parse;

import io.meshwright.proxy.pem.Pem;
import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.xds.ConfigException;
import java.security.GeneralSecurityException;

/** {@code envoy.extensions.transport_sockets.tls.v3.Secret}. */
final class SecretParser {
  private SecretParser() {}

  static Secret parse(
      io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret proto, Where where)
      throws ConfigException {
    return switch (proto.getTypeCase()) {
      case TLS_CERTIFICATE -> {
        Where there = where.field("tls_certificate");
        var certificate = proto.getTlsCertificate();
        Where chain = there.field("certificate_chain");
        Where key = there.field("private_key");
        String chainPem = Values.data(certificate.getCertificateChain(), chain).toStringUtf8();
        String keyPem = Values.data(certificate.getPrivateKey(), key).toStringUtf8();
        try {
          yield new Secret.Identity(Pem.certificates(chainPem), Pem.privateKey(keyPem));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
          throw there.error("" + e.getMessage(), "a PEM chain and its PKCS#8 PEM key");
        }
      }
      case VALIDATION_CONTEXT -> {
        Where there = where.field("validation_context.trusted_ca");
        String pem = Values.data(proto.getValidationContext().getTrustedCa(), there).toStringUtf8();
        try {
          yield new Secret.Roots(Pem.certificates(pem));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
          throw there.error("" + e.getMessage(), "PEM certificates");
        }
      }
      case SESSION_TICKET_KEYS, GENERIC_SECRET, TYPE_NOT_SET ->
          throw where.error(
              proto.getTypeCase().toString(), "tls_certificate or validation_context");
    };
  }
}
