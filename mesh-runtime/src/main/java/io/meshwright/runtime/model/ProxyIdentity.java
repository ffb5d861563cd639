package io.meshwright.runtime.model;

import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Locality;
import io.meshwright.xds.NodeId;
import io.meshwright.xds.XdsType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who asks for configuration, as far as the answer depends on it; equal identities get equal bytes.
 *
 * @param addresses of the pod, at least one; the first is in the node id
 * @param labels of the pod, unless the model knows the pod itself
 * @param mutualTls whether the proxy has certificates of the mesh: it names its {@code
 *     ISTIO_VERSION} (so it serves secrets under the cluster {@code sds-grpc}) and its {@code
 *     PROXY_CONFIG} does not turn the authentication of the control plane off. A proxy without gets
 *     plaintext listeners and clusters.
 * @param extensions type URLs of the extensions that the proxy knows; those that only Istio's and
 *     Meshwright's proxies have are sent to no other
 * @param software what the proxy says of itself, which EnvoyFilters may ask for
 * @param resolvesNames whether the proxy answers its application's DNS queries, so that hosts can
 *     have addresses that only the mesh knows
 * @param transparent whether inbound connections reach the proxy with both of their addresses, so
 *     that its application can see the client's (Istio's interception mode {@code TPROXY})
 */
public record ProxyIdentity(
    NodeId node,
    List<IpAddress> addresses,
    Map<String, String> labels,
    String cluster,
    String network,
    Locality locality,
    boolean mutualTls,
    Set<String> extensions,
    Software software,
    boolean resolvesNames,
    boolean transparent) {

  /**
   * What a proxy is.
   *
   * @param version of Istio that it stands for; empty if it does not say
   * @param metadata its node's entries that are texts
   * @param meshwright whether it is Meshwright's own proxy, which refuses what it does not know
   */
  public record Software(String version, Map<String, String> metadata, boolean meshwright) {
    /** Of a proxy that says nothing. */
    public static final Software UNKNOWN = new Software("", Map.of(), false);

    public Software {
      metadata = Map.copyOf(metadata);
    }

    /** The same with these entries of the metadata and no others. */
    public Software only(Set<String> keys) {
      Map<String, String> some = new HashMap<>(metadata);
      some.keySet().retainAll(keys);
      return new Software(version, some, meshwright);
    }
  }

  public ProxyIdentity {
    addresses = List.copyOf(addresses);
    labels = Map.copyOf(labels);
    extensions = Set.copyOf(extensions);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("a proxy without an address");
    }
  }

  /** Whether it serves Gateways instead of an application of its pod. */
  public boolean router() {
    return node.type() == NodeId.ProxyType.ROUTER;
  }

  /** The namespace of the proxy's pod. */
  public String namespace() {
    return node.namespace();
  }

  /** Whether the pod has an address of the family. */
  public boolean speaks(IpAddress.Family family) {
    return addresses.stream().anyMatch(address -> address.family() == family);
  }

  /** Whether the proxy names an extension, given by its message's full name. */
  public boolean names(String extension) {
    return extensions.contains(extension) || extensions.contains(XdsType.typeUrl(extension));
  }

  /** Whether the proxy names the extension, or none at all: then it is taken to know Envoy's. */
  public boolean accepts(String extension) {
    return extensions.isEmpty() || names(extension);
  }
}
