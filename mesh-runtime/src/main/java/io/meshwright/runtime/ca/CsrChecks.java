package io.meshwright.runtime.ca;

import io.meshwright.runtime.ca.Csr.SubjectAltName;
import io.meshwright.runtime.ca.CsrCheck.Finding;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.SpiffeId;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;

/** What a certificate request must satisfy. All checks run, so that one reply names all faults. */
final class CsrChecks {

  private static final int SMALLEST_RSA_BITS = 2048;
  private static final int LARGEST_RSA_BITS = 8192;

  static final List<CsrCheck> ALL =
      List.of(
          new CsrCheck("signature", (csr, _) -> signature(csr)),
          new CsrCheck("publicKey", (csr, _) -> publicKey(csr.publicKey())),
          new CsrCheck("basicConstraints", (csr, _) -> basicConstraints(csr)),
          new CsrCheck("subjectAltName", CsrChecks::subjectAltName));

  private CsrChecks() {}

  /** Returns if every check passes; the exception names each that does not. */
  static void require(Csr csr, SpiffeId caller) throws ConfigException {
    List<ConfigError> errors =
        ALL.stream()
            .flatMap(
                check ->
                    check.finding().apply(csr, caller).stream()
                        .map(finding -> error(caller, check.name(), finding)))
            .toList();
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
  }

  static ConfigError error(SpiffeId caller, String field, Finding finding) {
    return new ConfigError(
        "CertificateRequest of " + caller, field, finding.found(), finding.expected());
  }

  private static Optional<Finding> signature(Csr csr) {
    return csr.signatureValid()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "a signature that does not verify", "a signature by the requested key itself"));
  }

  private static Optional<Finding> publicKey(PublicKey key) {
    return switch (key) {
      case ECPublicKey ec when isNamedCurve(ec) -> Optional.empty();
      case RSAPublicKey rsa when isStrong(rsa) -> Optional.empty();
      case ECPublicKey ec -> finding("EC over " + ec.getParams());
      case RSAPublicKey rsa -> finding("RSA with " + rsa.getModulus().bitLength() + " bits");
      default -> finding(key.getAlgorithm());
    };
  }

  private static Optional<Finding> finding(String found) {
    return Optional.of(
        new Finding(
            found,
            "EC P-256 or P-384, or RSA with %d to %d bits"
                .formatted(SMALLEST_RSA_BITS, LARGEST_RSA_BITS)));
  }

  private static boolean isStrong(RSAPublicKey key) {
    int bits = key.getModulus().bitLength();
    return bits >= SMALLEST_RSA_BITS && bits <= LARGEST_RSA_BITS;
  }

  private static boolean isNamedCurve(ECPublicKey key) {
    return EcCurve.P256.isCurveOf(key) || EcCurve.P384.isCurveOf(key);
  }

  private static Optional<Finding> basicConstraints(Csr csr) {
    return csr.wantsCa()
        ? Optional.of(new Finding("a request for a CA certificate", "a request for a leaf"))
        : Optional.empty();
  }

  /** A request may leave its name out; a name that is not the caller's own is an attempt. */
  private static Optional<Finding> subjectAltName(Csr csr, SpiffeId caller) {
    SubjectAltName own = new SubjectAltName(SubjectAltName.URI, caller.uri());
    List<SubjectAltName> foreign =
        csr.subjectAltNames().stream().filter(san -> !san.equals(own)).toList();
    return foreign.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                String.join(", ", foreign.stream().map(SubjectAltName::toString).toList()),
                own + " or none"));
  }
}
