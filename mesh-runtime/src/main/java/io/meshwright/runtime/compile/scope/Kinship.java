package io.meshwright.runtime.compile.scope;

import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.Pod;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Locality;
import io.meshwright.xds.NodeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which proxies get the same. What a resource is made of is the model and an identity, and nothing
 * else; so proxies share a resource if it is made for an identity that stands for all of them. That
 * identity is the proxy's own without what cannot matter: a component that {@link ProxyIdentity}
 * gains later tells proxies apart until it is left out here on purpose, and what is left out is not
 * there for compilation to depend on.
 */
public final class Kinship {

  private static final IpAddress ANY_IPV4 = new IpAddress("0.0.0.0", IpAddress.Family.IPV4);
  private static final IpAddress ANY_IPV6 = new IpAddress("::", IpAddress.Family.IPV6);

  private Kinship() {}

  /**
   * The proxy as the model knows its pod (istio-features X13), without labels and metadata that no
   * rule asks for and without its place where no rule asks for that.
   */
  public static ProxyIdentity known(MeshModel model, ProxyIdentity proxy) {
    Optional<Pod> pod = model.podOf(proxy);
    Map<String, String> labels = new HashMap<>(pod.map(Pod::labels).orElse(proxy.labels()));
    labels.keySet().retainAll(model.labelsThatMatter(proxy));
    Locality place =
        pod.map(Pod::locality).filter(l -> !l.equals(Locality.UNKNOWN)).orElse(proxy.locality());
    return identity(
        proxy,
        proxy.node(),
        proxy.addresses(),
        labels,
        model.placeMatters(proxy) ? place : Locality.UNKNOWN,
        proxy.software().only(model.metadataThatMatters(proxy)),
        proxy.transparent());
  }

  /**
   * The identity that stands for all proxies that share {@link
   * io.meshwright.runtime.compile.MeshCompiler#shared} with a known one. A router is alone. Of a
   * sidecar's addresses only those count that a headless service has, as their own pod does not
   * dial them through the mesh; otherwise only their families. How inbound connections are captured
   * does not matter to what is outbound.
   */
  public static ProxyIdentity shared(MeshModel model, ProxyIdentity known) {
    if (known.router()) {
      return known;
    }
    NodeId node = known.node();
    Set<IpAddress> addresses = new TreeSet<>();
    for (IpAddress address : known.addresses()) {
      boolean headless =
          model.instancesAt(address).stream().anyMatch(each -> each.service().headless());
      addresses.add(headless ? address : any(address.family()));
    }
    return identity(
        known,
        new NodeId(node.type(), "", "", node.namespace(), node.dnsDomain()),
        List.copyOf(addresses),
        known.labels(),
        known.locality(),
        known.software(),
        false);
  }

  private static IpAddress any(IpAddress.Family family) {
    return switch (family) {
      case IPV4 -> ANY_IPV4;
      case IPV6 -> ANY_IPV6;
    };
  }

  private static ProxyIdentity identity(
      ProxyIdentity proxy,
      NodeId node,
      List<IpAddress> addresses,
      Map<String, String> labels,
      Locality locality,
      ProxyIdentity.Software software,
      boolean transparent) {
    return new ProxyIdentity(
        node,
        addresses,
        labels,
        proxy.cluster(),
        proxy.network(),
        locality,
        proxy.mutualTls(),
        proxy.extensions(),
        software,
        proxy.resolvesNames(),
        transparent);
  }
}
