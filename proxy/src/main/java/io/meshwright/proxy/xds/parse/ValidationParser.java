package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.meshwright.proxy.snapshot.TransportSocket.Conditions;
import io.meshwright.proxy.snapshot.TransportSocket.Hash;
import io.meshwright.proxy.snapshot.TransportSocket.SubjectAltName;
import io.meshwright.proxy.snapshot.TransportSocket.TrustedRoots;
import io.meshwright.proxy.snapshot.TransportSocket.Validation;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How the certificates of peers are checked, in each of the forms in which TLS contexts say so. */
final class ValidationParser {
  private static final int SHA_256 = 32;

  private ValidationParser() {}

  static Validation parse(CommonTlsContext proto, Where where) throws ConfigException {
    return switch (proto.getValidationContextTypeCase()) {
      case VALIDATION_CONTEXT_SDS_SECRET_CONFIG ->
          new Validation.Roots(
              new TrustedRoots.Named(
                  TransportSocketParser.secret(
                      proto.getValidationContextSdsSecretConfig(),
                      where.field("validation_context_sds_secret_config"))),
              Conditions.NONE);
      case COMBINED_VALIDATION_CONTEXT ->
          combined(
              proto.getCombinedValidationContext(), where.field("combined_validation_context"));
      case VALIDATION_CONTEXT ->
          inline(proto.getValidationContext(), where.field("validation_context"));
      case VALIDATION_CONTEXT_CERTIFICATE_PROVIDER,
          VALIDATION_CONTEXT_CERTIFICATE_PROVIDER_INSTANCE,
          VALIDATIONCONTEXTTYPE_NOT_SET ->
          new Validation.None();
    };
  }

  private static Validation combined(
      CommonTlsContext.CombinedCertificateValidationContext proto, Where where)
      throws ConfigException {
    CertificateValidationContext defaults = proto.getDefaultValidationContext();
    Where there = where.field("default_validation_context");
    if (defaults.hasTrustedCa()) {
      throw there.field("trusted_ca").error("inline roots", "roots by the SDS secret only");
    }
    if (defaults.hasCrl()) {
      throw there.field("crl").error("an inline list", "a list by the SDS secret only");
    }
    String secret =
        TransportSocketParser.secret(
            proto.getValidationContextSdsSecretConfig(),
            where.field("validation_context_sds_secret_config"));
    Conditions conditions = conditions(defaults, there);
    return untrusted(defaults, there)
        ? new Validation.Shown()
        : new Validation.Roots(new TrustedRoots.Named(secret), conditions);
  }

  private static Validation inline(CertificateValidationContext proto, Where where)
      throws ConfigException {
    Conditions conditions = conditions(proto, where);
    if (untrusted(proto, where)) {
      return new Validation.Shown();
    }
    if (proto.hasTrustedCa()) {
      return new Validation.Roots(
          new TrustedRoots.Inline(SecretParser.roots(proto, where)), conditions);
    }
    if (!conditions.equals(Conditions.NONE)) {
      throw where.field("trusted_ca").error("", "roots to check the names' certificate against");
    }
    if (proto.hasCrl()) {
      throw where.field("trusted_ca").error("", "the roots whose certificates crl revokes");
    }
    return new Validation.None();
  }

  /** Whether no root must vouch for the certificate; then Envoy asks for no other condition. */
  private static boolean untrusted(CertificateValidationContext proto, Where where)
      throws ConfigException {
    return switch (proto.getTrustChainVerification()) {
      case VERIFY_TRUST_CHAIN -> false;
      case ACCEPT_UNTRUSTED -> true;
      case UNRECOGNIZED ->
          throw where
              .field("trust_chain_verification")
              .error(
                  "" + proto.getTrustChainVerificationValue(),
                  "VERIFY_TRUST_CHAIN or ACCEPT_UNTRUSTED");
    };
  }

  private static Conditions conditions(CertificateValidationContext proto, Where where)
      throws ConfigException {
    Set<Hash> hashes = new HashSet<>();
    for (int i = 0; i < proto.getVerifyCertificateSpkiCount(); i++) {
      Where there = where.item("verify_certificate_spki", i);
      hashes.add(new Hash(Hash.Part.KEY, base64(proto.getVerifyCertificateSpki(i), there)));
    }
    for (int i = 0; i < proto.getVerifyCertificateHashCount(); i++) {
      Where there = where.item("verify_certificate_hash", i);
      hashes.add(new Hash(Hash.Part.CERTIFICATE, hex(proto.getVerifyCertificateHash(i), there)));
    }
    return new Conditions(names(proto, where), hashes);
  }

  private static String base64(String text, Where where) throws ConfigException {
    try {
      byte[] hash = Base64.getDecoder().decode(text);
      if (hash.length == SHA_256) {
        return HexFormat.of().formatHex(hash);
      }
    } catch (IllegalArgumentException _) {
      // reported below
    }
    throw where.error(text, "a SHA-256 hash in Base64");
  }

  private static String hex(String text, Where where) throws ConfigException {
    String digits = text.replace(":", "").toLowerCase(Locale.ROOT);
    if (!digits.matches("[0-9a-f]{64}")) {
      throw where.error(text, "a SHA-256 hash in hexadecimal digits");
    }
    return digits;
  }

  @SuppressWarnings("deprecation") // Istio sends match_subject_alt_names
  private static List<SubjectAltName> names(CertificateValidationContext proto, Where where)
      throws ConfigException {
    List<SubjectAltName> names = new ArrayList<>();
    for (int i = 0; i < proto.getMatchTypedSubjectAltNamesCount(); i++) {
      SubjectAltNameMatcher matcher = proto.getMatchTypedSubjectAltNames(i);
      Where there = where.item("match_typed_subject_alt_names", i);
      SubjectAltName.Kind kind =
          switch (matcher.getSanType()) {
            case DNS -> SubjectAltName.Kind.DNS;
            case URI -> SubjectAltName.Kind.URI;
            case IP_ADDRESS -> SubjectAltName.Kind.IP_ADDRESS;
            case EMAIL -> SubjectAltName.Kind.EMAIL;
            case OTHER_NAME, SAN_TYPE_UNSPECIFIED, UNRECOGNIZED ->
                throw there
                    .field("san_type")
                    .error(matcher.getSanType().name(), "DNS, URI, IP_ADDRESS or EMAIL");
          };
      names.add(
          new SubjectAltName(
              kind, MatcherParser.text(matcher.getMatcher(), there.field("matcher"))));
    }
    for (int i = 0; i < proto.getMatchSubjectAltNamesCount(); i++) {
      StringMatcher matcher = proto.getMatchSubjectAltNames(i);
      names.add(
          new SubjectAltName(
              SubjectAltName.Kind.ANY,
              MatcherParser.text(matcher, where.item("match_subject_alt_names", i))));
    }
    return names;
  }
}
