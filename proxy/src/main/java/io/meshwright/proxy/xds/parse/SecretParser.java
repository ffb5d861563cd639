package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
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
      case TLS_CERTIFICATE -> identity(proto.getTlsCertificate(), where.field("tls_certificate"));
      case VALIDATION_CONTEXT ->
          roots(
              proto.getValidationContext().getTrustedCa(),
              where.field("validation_context.trusted_ca"));
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

  static Secret.Roots roots(DataSource source, Where where) throws ConfigException {
    String pem = Values.data(source, where).toStringUtf8();
    try {
      return new Secret.Roots(Pem.certificates(pem));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw where.error("" + e.getMessage(), "PEM certificates");
    }
  }
}
