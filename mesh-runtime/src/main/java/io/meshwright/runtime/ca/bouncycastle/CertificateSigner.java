package io.meshwright.runtime.ca.bouncycastle;

import io.meshwright.runtime.ca.CertificateProfile;
import io.meshwright.runtime.ca.CertificateTemplate;
import io.meshwright.runtime.ca.SignatureAlgorithms;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
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
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Builds the three profiles of certificates. */
final class CertificateSigner {

  private static final X500Name EMPTY = new X500NameBuilder(BCStyle.INSTANCE).build();

  private CertificateSigner() {}

  static X509Certificate sign(
      CertificateTemplate template, X509Certificate issuer, PrivateKey issuerKey) {
    try {
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      X509v3CertificateBuilder builder =
          builder(template, new JcaX509CertificateHolder(issuer).getSubject());
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          extensions.createAuthorityKeyIdentifier(issuer.getPublicKey()));
      return finish(builder, issuerKey);
    } catch (CertificateException
        | NoSuchAlgorithmException
        | CertIOException
        | OperatorCreationException e) {
      throw new IllegalStateException("cannot sign for " + template.profile(), e);
    }
  }

  static X509Certificate selfSign(CertificateTemplate template, PrivateKey ownKey) {
    try {
      return finish(builder(template, subject(template.profile())), ownKey);
    } catch (CertificateException
        | NoSuchAlgorithmException
        | CertIOException
        | OperatorCreationException e) {
      throw new IllegalStateException("cannot sign " + template.profile(), e);
    }
  }

  private static X509v3CertificateBuilder builder(CertificateTemplate template, X500Name issuer)
      throws CertIOException, NoSuchAlgorithmException {
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            template.serial(),
            Date.from(template.notBefore()),
            Date.from(template.notAfter()),
            subject(template.profile()),
            template.publicKey());
    switch (template.profile()) {
      case CertificateProfile.Workload workload -> {
        leaf(builder);
        builder.addExtension(
            Extension.subjectAlternativeName,
            true,
            new GeneralNames(
                new GeneralName(GeneralName.uniformResourceIdentifier, workload.id().uri())));
      }
      case CertificateProfile.Serving serving -> {
        leaf(builder);
        GeneralName[] names =
            serving.dnsNames().stream()
                .map(name -> new GeneralName(GeneralName.dNSName, name))
                .toArray(GeneralName[]::new);
        builder.addExtension(Extension.subjectAlternativeName, true, new GeneralNames(names));
      }
      case CertificateProfile.Root _ -> {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(
            Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(
            Extension.subjectKeyIdentifier,
            false,
            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(template.publicKey()));
      }
    }
    return builder;
  }

  private static void leaf(X509v3CertificateBuilder builder) throws CertIOException {
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.extendedKeyUsage,
        false,
        new ExtendedKeyUsage(
            new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
  }

  /** An empty subject makes the critical SAN the only name (RFC 5280, section 4.1.2.6). */
  private static X500Name subject(CertificateProfile profile) {
    return switch (profile) {
      case CertificateProfile.Workload _, CertificateProfile.Serving _ -> EMPTY;
      case CertificateProfile.Root root ->
          new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.O, root.organization()).build();
    };
  }

  private static X509Certificate finish(X509v3CertificateBuilder builder, PrivateKey key)
      throws CertificateException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder(SignatureAlgorithms.forKey(key)).build(key)));
  }
}
