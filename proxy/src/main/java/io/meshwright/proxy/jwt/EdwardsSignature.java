package io.meshwright.proxy.jwt;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;

/** Ed25519 and Ed448 by the JDK: the JOSE library wants another library for them. */
final class EdwardsSignature {
  private static final int SIGN_BIT = 0x80;
  private static final int BITS = 0x7f;

  private EdwardsSignature() {}

  static boolean verifies(OctetKeyPair key, byte[] signed, byte[] signature) {
    NamedParameterSpec curve;
    if (key.getCurve().equals(Curve.Ed25519)) {
      curve = NamedParameterSpec.ED25519;
    } else if (key.getCurve().equals(Curve.Ed448)) {
      curve = NamedParameterSpec.ED448;
    } else {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(curve.getName());
      verifier.initVerify(publicKey(curve, key.getDecodedX()));
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  /** RFC 8032 section 5.1.2: the y coordinate, little-endian, with the sign of x above it. */
  private static PublicKey publicKey(NamedParameterSpec curve, byte[] encoded)
      throws GeneralSecurityException {
    byte[] y = encoded.clone();
    if (y.length == 0) {
      throw new GeneralSecurityException("an empty key");
    }
    boolean odd = (y[y.length - 1] & SIGN_BIT) != 0;
    y[y.length - 1] &= BITS;
    for (int low = 0, high = y.length - 1; low < high; low++, high--) {
      byte swapped = y[low];
      y[low] = y[high];
      y[high] = swapped;
    }
    return KeyFactory.getInstance("EdDSA")
        .generatePublic(new EdECPublicKeySpec(curve, new EdECPoint(odd, new BigInteger(1, y))));
  }
}
