package io.meshwright.runtime.ca;

/**
 * The authority's material as it is stored: PEM texts under the keys that Istio uses in Secrets
 * (istio-features S7, S8). Not printed, because it holds a private key.
 *
 * @param certificate the signing certificate
 * @param privateKey its key
 * @param chain the certificates between the signing certificate and the root; may be empty
 * @param roots what workloads trust; empty means the signing certificate is itself the root
 */
public record CaPem(String certificate, String privateKey, String chain, String roots) {

  public static final String CERTIFICATE_KEY = "ca-cert.pem";
  public static final String PRIVATE_KEY_KEY = "ca-key.pem";
  public static final String CHAIN_KEY = "cert-chain.pem";
  public static final String ROOTS_KEY = "root-cert.pem";

  @Override
  public String toString() {
    return "CaPem[certificate=" + certificate + "]";
  }
}
