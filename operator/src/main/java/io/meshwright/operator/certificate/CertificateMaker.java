package io.meshwright.operator.certificate;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes keys and certificates on the curve P-256. Thread-safe. */
public final class CertificateMaker {

  private static final X500Name ROOT_NAME = new X500Name("O=Meshwright,CN=meshwright-operator");
  private static final String SIGNATURE = "SHA256withECDSA";
  private static final int SERIAL_BITS = 127;
  private static final int DNS_NAME = 2;

  /** Clocks of API server and operator may differ. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private final SecureRandom random;

  /** A self-signed certificate and its key. */
  public record SigningRoot(X509Certificate certificate, PrivateKey key) {
    @Override
    public String toString() {
      return "SigningRoot[" + certificate.getSerialNumber().toString(16) + "]";
    }
  }

  public CertificateMaker(SecureRandom random) {
    this.random = random;
  }

  KeyPair newKeyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks the curve secp256r1", e);
    }
  }

  X509Certificate root(KeyPair pair, Instant from, Instant to) {
    return root(ROOT_NAME, KeyUsage.keyCertSign, pair, from, to);
  }

  /**
   * A new root of the same name, with a key of its own.
   *
   * @param to when it ends
   */
  public SigningRoot successor(X509Certificate before, Instant now, Instant to) {
    KeyPair pair = newKeyPair();
    X500Name name = X500Name.getInstance(before.getSubjectX500Principal().getEncoded());
    return new SigningRoot(
        root(name, KeyUsage.keyCertSign | KeyUsage.cRLSign, pair, now.minus(SKEW), to),
        pair.getPrivate());
  }

  private X509Certificate root(X500Name name, int usage, KeyPair pair, Instant from, Instant to) {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              name, serial(), Date.from(from), Date.from(to), name, pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
      return signed(builder, pair.getPrivate());
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException("cannot make a root", e);
    }
  }

  ServingKey serving(
      X509Certificate root, PrivateKey rootKey, List<String> dnsNames, Instant from, Instant to) {
    KeyPair pair = newKeyPair();
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              ROOT_NAME,
              serial(),
              Date.from(from.minus(SKEW)),
              Date.from(to),
              new X500Name("CN=" + dnsNames.getFirst()),
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(root.getPublicKey()));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              dnsNames.stream()
                  .map(name -> new GeneralName(GeneralName.dNSName, name))
                  .toArray(GeneralName[]::new)));
      return new ServingKey(pair.getPrivate(), List.of(signed(builder, rootKey)));
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException("cannot make a serving certificate", e);
    }
  }

  /** The names that a certificate is for. */
  List<String> dnsNames(X509Certificate certificate) {
    try {
      return Objects.requireNonNullElse(
              certificate.getSubjectAlternativeNames(), List.<List<?>>of())
          .stream()
          .filter(name -> Objects.equals(name.getFirst(), DNS_NAME))
          .map(name -> String.valueOf(name.get(1)))
          .toList();
    } catch (CertificateParsingException _) {
      return List.of();
    }
  }

  private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
  }

  private BigInteger serial() {
    return new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE);
  }
}
