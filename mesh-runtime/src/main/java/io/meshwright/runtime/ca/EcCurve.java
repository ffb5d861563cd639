package io.meshwright.runtime.ca;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;

/** The NIST curves that the mesh uses. */
public enum EcCurve {
  P256("secp256r1"),
  P384("secp384r1");

  private final String standardName;

  EcCurve(String standardName) {
    this.standardName = standardName;
  }

  /** A new key pair. */
  public KeyPair generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(standardName), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks the curve " + standardName, e);
    }
  }

  /** Compares by the parameters: providers name the same curve differently. */
  boolean isCurveOf(ECPublicKey key) {
    ECParameterSpec parameters = parameters();
    ECParameterSpec other = key.getParams();
    return other != null
        && parameters.getCurve().equals(other.getCurve())
        && parameters.getGenerator().equals(other.getGenerator())
        && parameters.getOrder().equals(other.getOrder());
  }

  private ECParameterSpec parameters() {
    try {
      AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
      named.init(new ECGenParameterSpec(standardName));
      return named.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks the curve " + standardName, e);
    }
  }
}
