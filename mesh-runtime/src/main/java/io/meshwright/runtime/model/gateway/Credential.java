package io.meshwright.runtime.model.gateway;

/**
 * What a Secret has for TLS, in PEM; empty texts are absent. Its text form shows no key.
 *
 * @param chain the certificate chain, the leaf first
 * @param privateKey of the leaf
 * @param roots that peers are checked with
 * @param revoked lists of peers' certificates that are no longer good
 */
public record Credential(String chain, String privateKey, String roots, String revoked) {

  /** Whether a server can show it. */
  public boolean identifies() {
    return !chain.isEmpty() && !privateKey.isEmpty();
  }

  @Override
  public String toString() {
    return "Credential[" + chain.length() + ", " + roots.length() + ", " + revoked.length() + "]";
  }
}
