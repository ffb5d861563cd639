package io.meshwright.runtime.testing;

import io.meshwright.runtime.ca.EcCurve;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Certificate requests, good and bad, made anew in each run. */
public final class TestCsr {

  private TestCsr() {}

  public static KeyPair ec() {
    return EcCurve.P256.generate(new SecureRandom());
  }

  public static KeyPair rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A request without any extension. */
  public static String plain(KeyPair keys) {
    return pem(keys, keys.getPrivate(), new ExtensionsGenerator());
  }

  public static String withUri(KeyPair keys, String... uris) {
    return withNames(keys, GeneralName.uniformResourceIdentifier, uris);
  }

  public static String withDns(KeyPair keys, String... names) {
    return withNames(keys, GeneralName.dNSName, names);
  }

  public static String wantingCa(KeyPair keys) {
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    add(extensions, Extension.basicConstraints, new BasicConstraints(true));
    return pem(keys, keys.getPrivate(), extensions);
  }

  /** A request for one key, signed by another. */
  public static String signedBy(KeyPair keys, PrivateKey stranger) {
    return pem(keys, stranger, new ExtensionsGenerator());
  }

  private static String withNames(KeyPair keys, int kind, String... values) {
    GeneralName[] names = new GeneralName[values.length];
    for (int i = 0; i < values.length; i++) {
      names[i] = new GeneralName(kind, values[i]);
    }
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    add(extensions, Extension.subjectAlternativeName, new GeneralNames(names));
    return pem(keys, keys.getPrivate(), extensions);
  }

  private static void add(
      ExtensionsGenerator extensions,
      org.bouncycastle.asn1.ASN1ObjectIdentifier id,
      org.bouncycastle.asn1.ASN1Encodable value) {
    try {
      extensions.addExtension(id, true, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String pem(KeyPair keys, PrivateKey signer, ExtensionsGenerator extensions) {
    try {
      PKCS10CertificationRequestBuilder builder =
          new JcaPKCS10CertificationRequestBuilder(new X500Name(""), keys.getPublic());
      if (!extensions.isEmpty()) {
        builder.addAttribute(
            PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
      }
      String algorithm = signer.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
      StringWriter text = new StringWriter();
      try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
        writer.writeObject(builder.build(new JcaContentSignerBuilder(algorithm).build(signer)));
      }
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }
}
