package io.meshwright.proxy.identity;

import io.meshwright.proxy.pem.Pem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;

/**
 * Writes the PKCS#10 request (RFC 2986) for a key: an empty subject and one subject alternative
 * name of type URI, signed with ECDSA and SHA-256.
 *
 * <p>The issuer takes only the public key from it and proves the identity by the caller's token, so
 * this writes a fixed structure around what the JDK encodes and signs; it implements no algorithm.
 * Looked at instead: Bouncy Castle's {@code bcpkix} (8 MB of jars for this one structure), Netty's
 * {@code netty-pkitesting} (self-signed certificates for tests, no requests), the JDK's {@code
 * sun.security.pkcs10} (internal, not exported).
 */
final class CertificateRequest {
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_ID = 0x06;
  private static final int ATTRIBUTES = 0xA0;
  private static final int URI_NAME = 0x86;

  /** 1.2.840.113549.1.9.14, extensionRequest. */
  private static final byte[] EXTENSION_REQUEST = {
    0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 0x01, 0x09, 0x0E
  };

  /** 2.5.29.17, subjectAltName. */
  private static final byte[] SUBJECT_ALT_NAME = {0x55, 0x1D, 0x11};

  /** 1.2.840.10045.4.3.2, ecdsa-with-SHA256. */
  private static final byte[] ECDSA_SHA256 = {
    0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x04, 0x03, 0x02
  };

  private CertificateRequest() {}

  /** The request in PEM. */
  static String pem(KeyPair key, String uri) throws GeneralSecurityException {
    byte[] info = info(key.getPublic().getEncoded(), uri);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key.getPrivate());
    signature.update(info);
    byte[] request =
        element(
            SEQUENCE,
            info,
            element(SEQUENCE, element(OBJECT_ID, ECDSA_SHA256)),
            element(BIT_STRING, new byte[] {0}, signature.sign()));
    return Pem.encode("CERTIFICATE REQUEST", request);
  }

  private static byte[] info(byte[] publicKey, String uri) {
    byte[] names = element(SEQUENCE, element(URI_NAME, uri.getBytes(StandardCharsets.US_ASCII)));
    byte[] extension =
        element(SEQUENCE, element(OBJECT_ID, SUBJECT_ALT_NAME), element(OCTET_STRING, names));
    byte[] attribute =
        element(
            SEQUENCE,
            element(OBJECT_ID, EXTENSION_REQUEST),
            element(SET, element(SEQUENCE, extension)));
    return element(
        SEQUENCE,
        element(INTEGER, new byte[] {0}),
        element(SEQUENCE),
        publicKey,
        element(ATTRIBUTES, attribute));
  }

  /** Tag, length and contents (X.690, definite lengths). */
  private static byte[] element(int tag, byte[]... contents) {
    int length = 0;
    for (byte[] content : contents) {
      length += content.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
    out.write(tag);
    if (length > 0xff) {
      out.write(0x82);
      out.write(length >>> Byte.SIZE);
    } else if (length > 0x7f) {
      out.write(0x81);
    }
    out.write(length);
    for (byte[] content : contents) {
      out.writeBytes(content);
    }
    return out.toByteArray();
  }
}
