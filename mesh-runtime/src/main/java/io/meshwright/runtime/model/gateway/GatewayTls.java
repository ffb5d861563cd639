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
   * @param certificates one for each kind of key; a client is shown one that it can check
   */
  record Terminated(List<Certificate> certificates, Clients clients, Algorithms algorithms)
      implements GatewayTls {
    public Terminated {
      certificates = List.copyOf(certificates);
    }
  }

  /**
   * What is agreed on with clients.
   *
   * @param cipherSuites of TLS 1.2, in OpenSSL's names; empty for the default
   * @param curves of the key agreement, in OpenSSL's names; empty for the default
   */
  record Algorithms(
      Version minimum, Version maximum, List<String> cipherSuites, List<String> curves) {
    public Algorithms {
      cipherSuites = List.copyOf(cipherSuites);
      curves = List.copyOf(curves);
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
     * @param verified whether a client is turned away whose certificate does not pass
     */
    record Checked(Roots roots, boolean required, boolean verified, Conditions conditions)
        implements Clients {}
  }

  /**
   * What a client's certificate must have, beside a root that vouches for it.
   *
   * @param alternativeNames of which it must carry one; empty for any
   * @param keyHashes SHA-256 of keys in Base64, of which one must be its own
   * @param certificateHashes SHA-256 of certificates in hexadecimal digits, of which one must be
   *     its own; if there are hashes of both kinds, one of them all is enough
   */
  record Conditions(
      List<String> alternativeNames, List<String> keyHashes, List<String> certificateHashes) {
    public Conditions {
      alternativeNames = List.copyOf(alternativeNames);
      keyHashes = List.copyOf(keyHashes);
      certificateHashes = List.copyOf(certificateHashes);
    }
  }

  /** What clients' certificates are checked with. */
  sealed interface Roots {

    /** By the name of a Secret, or the same with {@code -cacert}. */
    record Named(String secret) implements Roots {}

    /**
     * By a path in the router's container.
     *
     * @param revoked path of the list of revoked certificates; empty for none
     */
    record File(String path, String revoked) implements Roots {}
  }
}
