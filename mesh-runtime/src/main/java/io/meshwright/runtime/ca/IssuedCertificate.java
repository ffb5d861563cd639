package io.meshwright.runtime.ca;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer to a certificate request.
 *
 * @param intermediates from the issuer of {@code leaf} upwards, without the root
 * @param roots what to trust; the first is the one that {@code leaf} leads to
 */
public record IssuedCertificate(
    X509Certificate leaf, List<X509Certificate> intermediates, List<X509Certificate> roots) {

  public IssuedCertificate {
    intermediates = List.copyOf(intermediates);
    roots = List.copyOf(roots);
  }

  /**
   * PEM texts in the order of the wire: the leaf, the intermediates, and as the last element all
   * roots in one text (istio-features S1).
   */
  public List<String> pemChain() {
    List<String> chain = new ArrayList<>();
    chain.add(Pem.of(leaf));
    intermediates.forEach(certificate -> chain.add(Pem.of(certificate)));
    chain.add(Pem.of(roots));
    return chain;
  }
}
