package io.meshwright.runtime.model.gateway;

import java.util.List;

/** TLS toward the clients of a router (istio-features GW8 to GW12). */
public sealed interface GatewayTls {

  /** It is not ended here; the server name decides where it goes. */
  record Passthrough() implements GatewayTls {}

  /**
   * It is not ended here, and is that of the mesh: the server name that sidecars dial says which
   * service it goes to, so that no rule has to (istio-features M6).
   */
  record MeshPassthrough() implements GatewayTls {}

  /**
   * It is ended here with the mesh's own certificates, of both sides.
   *
   * @param alternativeNames of which clients must prove one; empty for the trust domain
   */
  record Mesh(List<String> alternativeNames) implements GatewayTls {
    public Mesh {
      alternativeNames = List.copyOf(alternativeNames);
    }
  }

  /**
   * It is ended here.
   *
   * @param cipherSuites of TLS 1.2, in OpenSSL's names; empty for the default
   */
  record Terminated(
      Certificate certificate,
      Clients clients,
      Version minimum,
      Version maximum,
      List<String> cipherSuites)
      implements GatewayTls {
    public Terminated {
      cipherSuites = List.copyOf(cipherSuites);
    }
  }

  /** Versions of TLS that proxies speak. */
  enum Version {
    TLS_1_2,
    TLS_1_3
  }

  /** What a server shows. */
  sealed interface Certificate {

    /** By the name of a Secret in the router's namespace. */
    record Named(String secret) implements Certificate {}

    /** By paths in the router's container. */
    record Files(String chain, String privateKey) implements Certificate {}
  }

  /** Whether clients show certificates. */
  sealed interface Clients {

    /** They are not asked. */
    record Anonymous() implements Clients {}

    /**
     * They are checked.
     *
     * @param required whether a client without one is turned away
     * @param alternativeNames of which the certificate must carry one; empty for any
     */
    record Checked(Roots roots, boolean required, List<String> alternativeNames)
        implements Clients {
      public Checked {
        alternativeNames = List.copyOf(alternativeNames);
      }
    }
  }

  /** What clients' certificates are checked with. */
  sealed interface Roots {

    /** By the name of a Secret, or the same with {@code -cacert}. */
    record Named(String secret) implements Roots {}

    /** By a path in the router's container. */
    record File(String path) implements Roots {}
  }
}
