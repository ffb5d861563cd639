package io.meshwright.crd.rbac;

import java.util.List;

/**
 * The kinds of {@code networking.istio.io} that a runtime reads and validates, by their names in
 * URLs.
 */
public final class NetworkingKinds {

  /** Those of version 0.1.0. */
  public static final List<String> FIRST = List.of("virtualservices", "destinationrules");

  /** Those of this version. */
  public static final List<String> ALL =
      List.of(
          "virtualservices",
          "destinationrules",
          "envoyfilters",
          "gateways",
          "proxyconfigs",
          "serviceentries",
          "sidecars",
          "workloadentries",
          "workloadgroups");

  private NetworkingKinds() {}
}
