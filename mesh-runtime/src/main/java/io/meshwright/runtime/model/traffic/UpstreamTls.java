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
   * @param clientCertificate path of the chain; empty: the client has none
   * @param privateKey path; empty: the client has none
   * @param roots path; empty: those of the system
   * @param serverName empty: the request's host
   */
  record Origination(
      String clientCertificate,
      String privateKey,
      String roots,
      String serverName,
      List<String> alternativeNames,
      boolean verify)
      implements UpstreamTls {

    /** The same with names of the service, where the rule has none (DR21). */
    public Origination namesOr(List<String> ofService) {
      return alternativeNames.isEmpty()
          ? new Origination(clientCertificate, privateKey, roots, serverName, ofService, verify)
          : this;
    }
  }
}
