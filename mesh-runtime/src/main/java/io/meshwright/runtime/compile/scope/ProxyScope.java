package io.meshwright.runtime.compile.scope;

import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.model.MeshSettings.OutboundPolicy;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.model.RoutingIndex;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.Siblings;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Locality;
import io.meshwright.runtime.model.patch.PatchRules;
import io.meshwright.runtime.model.traffic.Destination;
import io.meshwright.runtime.model.traffic.DestinationPolicy;
import io.meshwright.runtime.model.traffic.SidecarRules;
import io.meshwright.runtime.model.traffic.TrafficPolicy;
import io.meshwright.xds.ClusterName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one proxy's configuration is made of: the model, what the proxy is, and the part of the mesh
 * that it sees. Immutable.
 */
public final class ProxyScope {

  private final MeshModel model;
  private final ProxyIdentity proxy;
  private final Optional<SidecarRules> sidecar;
  private final VisibleMesh visible;
  private final List<PatchRules> patches;
  private final Siblings siblings;

  public ProxyScope(MeshModel model, ProxyIdentity proxy) {
    this.model = model;
    this.proxy = Kinship.known(model, proxy);
    this.sidecar =
        proxy.router()
            ? Optional.empty()
            : model.sidecarFor(proxy.namespace(), this.proxy.labels());
    this.visible = VisibleMesh.of(model, this.proxy, sidecar);
    this.patches = model.patchesFor(proxy.namespace(), this.proxy.labels());
    this.siblings = model.siblingsOf(this.proxy);
  }

  private ProxyScope(MeshModel model, ProxyIdentity known, Siblings siblings, ProxyScope kin) {
    this.model = model;
    this.proxy = known;
    this.sidecar = kin.sidecar;
    this.visible = kin.visible;
    this.patches = kin.patches;
    this.siblings = siblings;
  }

  /** The scope of a known proxy for which this scope's identity stands. */
  public ProxyScope of(ProxyIdentity known, Siblings of) {
    return new ProxyScope(model, known, of, this);
  }

  /** The same in a model of other endpoints, pods or credentials: what it sees is the same. */
  public ProxyScope in(MeshModel other) {
    return new ProxyScope(other, proxy, siblings, this);
  }

  public MeshModel model() {
    return model;
  }

  public MeshSettings settings() {
    return model.settings();
  }

  /** What becomes of traffic to hosts that the proxy does not see. */
  public OutboundPolicy outboundPolicy() {
    return sidecar
        .map(SidecarRules::registryOnly)
        .map(only -> only ? OutboundPolicy.REGISTRY_ONLY : OutboundPolicy.ALLOW_ANY)
        .orElse(settings().meshConfig().outboundPolicy());
  }

  /** The cluster that takes traffic to hosts that the proxy does not see (istio-features SC9). */
  public String unknownTraffic() {
    if (outboundPolicy() == OutboundPolicy.REGISTRY_ONLY) {
      return ClusterName.BLACK_HOLE;
    }
    return sidecar
        .map(SidecarRules::egressProxy)
        .flatMap(
            to ->
                Optional.ofNullable(to.port())
                    .map(port -> ClusterName.outbound(port, to.subset(), to.host().name())))
        .map(ClusterName::toString)
        .orElse(ClusterName.PASSTHROUGH);
  }

  /** Who asks, as the model knows it. */
  public ProxyIdentity proxy() {
    return proxy;
  }

  /** What limits the proxy; nothing limits a router. */
  public Optional<SidecarRules> sidecar() {
    return sidecar;
  }

  /** Labels of the proxy's pod that some rule asks for. */
  public Map<String, String> labels() {
    return proxy.labels();
  }

  /** EnvoyFilters of the proxy, in the order in which they apply. */
  public List<PatchRules> patches() {
    return patches;
  }

  /** Where the proxy runs; unknown where no rule asks. */
  public Locality locality() {
    return proxy.locality();
  }

  /** How the proxy's workload is spread over zones; only load assignments depend on it. */
  public Siblings siblings() {
    return siblings;
  }

  /** Services that the proxy may send to, in the order of their hosts. */
  public Iterable<Service> services() {
    return Collections.unmodifiableCollection(visible.services().values());
  }

  /** The service of a host. */
  public Optional<Service> service(Hostname host) {
    Service service = visible.services().get(model.aliases().getOrDefault(host, host));
    return Optional.ofNullable(service);
  }

  /**
   * Where the proxy's application dials a service; none if any address may be meant. Addresses that
   * the mesh gave away itself are dialled where the mesh resolves names, too.
   */
  public List<IpAddress> addressesOf(Service service) {
    return service.addresses().isEmpty() && proxy.resolvesNames()
        ? service.entry().allocated()
        : service.addresses();
  }

  /** Where the Sidecar has the proxy meet connections to a port; empty for the usual addresses. */
  public Optional<SidecarRules.Socket> socketOf(int port) {
    return sidecar
        .flatMap(rules -> rules.egressOn(port))
        .map(SidecarRules.Egress::socket)
        .filter(socket -> !socket.equals(SidecarRules.Socket.USUAL));
  }

  /** The Unix sockets on which the Sidecar has the proxy meet connections. */
  public List<SidecarRules.SocketEgress> sockets() {
    return sidecar.map(SidecarRules::sockets).orElse(List.of());
  }

  /** Whether connections to a socket can go to a service: none says where it was dialled. */
  public static boolean reaches(SidecarRules.SocketEgress socket, Service service) {
    return !service.keepsDestination() && socket.imports(service.key().namespace(), service.host());
  }

  /** Whether connections to a service's port are met where they are dialled. */
  public boolean metOnPort(Service service, ServicePort port) {
    return sidecar.filter(rules -> Imports.onlyOnSocket(rules, service, port)).isEmpty();
  }

  /** Whether a port's connections meet the listener that is asked whatever address was dialled. */
  public boolean sharesListener(Service service, ServicePort port) {
    return port.protocol().http()
        || socketOf(port.number()).isPresent()
        || !service.entry().ranges().isEmpty()
        || (!service.headless() && addressesOf(service).isEmpty());
  }

  /**
   * The port that a destination means: its own, or the only one of its service (istio-features
   * VS13).
   *
   * @param otherwise the port that was asked for, which stands in where neither says one
   */
  public int portOf(Destination destination, int otherwise) {
    if (destination.port() != null) {
      return destination.port();
    }
    return service(destination.host())
        .filter(service -> service.ports().size() == 1)
        .map(service -> service.ports().getFirst().number())
        .orElse(otherwise);
  }

  /** Other names of a host. */
  public List<Hostname> aliasesOf(Hostname host) {
    return visible.aliases().getOrDefault(host, List.of());
  }

  /** Routing rules that the proxy's namespace sees. */
  public RoutingIndex routing() {
    return visible.routing();
  }

  /** The destination policy of a service. */
  public Optional<DestinationPolicy> policyOf(Service service) {
    return visible.policies().getOrDefault(service.host(), Optional.empty());
  }

  /** What is in force on a port of a service, or of a subset; empty for an unknown subset. */
  public Optional<TrafficPolicy.Blocks> blocks(Service service, String subset, int port) {
    Optional<DestinationPolicy> policy = policyOf(service);
    TrafficPolicy all = policy.map(DestinationPolicy::policy).orElse(TrafficPolicy.EMPTY);
    if (subset.isEmpty()) {
      return Optional.of(all.onPort(port));
    }
    return subset(service, subset).map(found -> found.policy().onPort(port, all));
  }

  /** The subsets of a service. */
  public List<DestinationPolicy.Subset> subsetsOf(Service service) {
    return policyOf(service).map(DestinationPolicy::subsets).orElse(List.of());
  }

  /** The subset of that name; empty for an unknown one. */
  public Optional<DestinationPolicy.Subset> subset(Service service, String name) {
    return subsetsOf(service).stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** Whether the proxy's pod has an address of the family. */
  public boolean speaks(IpAddress.Family family) {
    return proxy.speaks(family);
  }

  /** The loopback addresses to listen on, the preferred first. */
  public List<String> loopbacks() {
    if (!speaks(IpAddress.Family.IPV4)) {
      return List.of("::1");
    }
    return speaks(IpAddress.Family.IPV6) ? List.of("127.0.0.1", "::1") : List.of("127.0.0.1");
  }

  /** The wildcard addresses to listen on, the preferred first. */
  public List<String> wildcards() {
    if (!speaks(IpAddress.Family.IPV4)) {
      return List.of("::");
    }
    return speaks(IpAddress.Family.IPV6) ? List.of("0.0.0.0", "::") : List.of("0.0.0.0");
  }
}
