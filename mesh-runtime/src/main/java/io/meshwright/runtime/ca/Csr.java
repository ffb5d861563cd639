package io.meshwright.runtime.ca;

import java.security.PublicKey;
import java.util.List;

/**
 * A PKCS#10 request as far as the checks look at it.
 *
 * @param signatureValid whether the request is signed by the private half of {@code publicKey}
 * @param wantsCa whether it asks for the CA flag or for the right to sign certificates
 * @param subjectAltNames the names it asks for; may be empty, because the caller's identity decides
 */
public record Csr(
    PublicKey publicKey,
    boolean signatureValid,
    boolean wantsCa,
    List<SubjectAltName> subjectAltNames) {

  public Csr {
    subjectAltNames = List.copyOf(subjectAltNames);
  }

  /** One subject alternative name: its kind, such as {@code URI} or {@code DNS}, and its text. */
  public record SubjectAltName(String kind, String value) {

    /** The kind of a SPIFFE ID. */
    public static final String URI = "URI";

    @Override
    public String toString() {
      return kind + ":" + value;
    }
  }
}
