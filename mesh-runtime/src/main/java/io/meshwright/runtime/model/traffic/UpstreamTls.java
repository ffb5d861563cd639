package io.meshwright.runtime.model.traffic;

import java.util.List;

/** TLS toward a service (istio-features DR20 to DR22). */
public sealed interface UpstreamTls {

  /** None, even where the mesh would. */
  record Disabled() implements UpstreamTls {}

  /**
   * The mesh's own certificates.
   *
   * @param serverName empty for the cluster's own
   * @param alternativeNames empty for the service's identities
   */
  record Mesh(String serverName, List<String> alternativeNames) implements UpstreamTls {}

  /**
   * TLS of the application's kind.
   *
   * @param material certificates of the client's side
   * @param serverName empty: the request's host
   */
  record Origination(
      Material material, String serverName, List<String> alternativeNames, boolean verify)
      implements UpstreamTls {

    public Origination {
      alternativeNames = List.copyOf(alternativeNames);
    }

    /** The same with names of the service, where the rule has none (DR21). */
    public Origination namesOr(List<String> ofService) {
      return alternativeNames.isEmpty()
          ? new Origination(material, serverName, ofService, verify)
          : this;
    }

    /** As it is for a proxy that may not use the rule's Secret: with what the system has. */
    Origination withoutSecret() {
      return material instanceof Material.Named
          ? new Origination(Material.Files.OF_SYSTEM, serverName, alternativeNames, verify)
          : this;
    }
  }

  /** As a proxy has it: Secrets are for routers, and for whom a rule selects (DR22). */
  default UpstreamTls toward(boolean mayUseSecrets) {
    return this instanceof Origination origination && !mayUseSecrets
        ? origination.withoutSecret()
        : this;
  }

  /** What a client shows, and what it checks servers with. */
  sealed interface Material {

    /**
     * By paths in the proxy's container.
     *
     * @param chain empty: the client has none
     * @param privateKey empty: the client has none
     * @param roots empty: those of the system
     * @param revoked list of revoked certificates; empty: none
     */
    record Files(String chain, String privateKey, String roots, String revoked)
        implements Material {

      static final Files OF_SYSTEM = new Files("", "", "", "");
    }

    /**
     * By the name of a Secret in the namespace of the proxy.
     *
     * @param identified whether the client shows the certificate that it has
     */
    record Named(String secret, boolean identified) implements Material {}
  }
}
