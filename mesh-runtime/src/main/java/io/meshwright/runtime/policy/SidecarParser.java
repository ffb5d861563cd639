package io.meshwright.runtime.policy;

import io.meshwright.crd.networking.ServerTls;
import io.meshwright.crd.networking.SidecarSpec;
import io.meshwright.runtime.model.Protocol;
import io.meshwright.runtime.model.gateway.GatewayTls;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Origin;
import io.meshwright.runtime.model.name.UnixSocket;
import io.meshwright.runtime.model.traffic.Destination;
import io.meshwright.runtime.model.traffic.SidecarRules;
import io.meshwright.runtime.model.traffic.SidecarRules.Import;
import io.meshwright.runtime.model.traffic.SidecarRules.Place;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses the spec of a Sidecar (istio-features SC1 to SC9). */
public final class SidecarParser {

  private static final String HOSTS = "NAMESPACE/HOST, such as ./* or istio-system/*";
  private static final Map<String, Place> PLACES =
      Map.of(
          "127.0.0.1", Place.OnPort.LOOPBACK_IPV4,
          "[::1]", Place.OnPort.LOOPBACK_IPV6,
          "0.0.0.0", Place.OnPort.POD,
          "[::]", Place.OnPort.POD);

  private final Origin origin;
  private final SidecarSpec spec;
  private final String rootNamespace;
  private final String dnsDomain;
  private final Problems problems;
  private final TrafficPolicyParser policies;

  private SidecarParser(Origin origin, SidecarSpec spec, String rootNamespace, String dnsDomain) {
    this.origin = origin;
    this.spec = spec;
    this.rootNamespace = rootNamespace;
    this.dnsDomain = dnsDomain;
    this.problems = new Problems(origin.toString());
    this.policies = new TrafficPolicyParser(problems);
  }

  /** Parses a spec, or reports all that is wrong with it. */
  public static SidecarRules parse(
      Origin origin, SidecarSpec spec, String rootNamespace, String dnsDomain)
      throws ConfigException {
    return new SidecarParser(origin, spec, rootNamespace, dnsDomain).parse();
  }

  private SidecarRules parse() throws ConfigException {
    SidecarSockets sockets = new SidecarSockets(problems);
    SidecarRules rules =
        new SidecarRules(
            origin,
            selector(),
            egress(sockets),
            sockets.sockets(),
            ingress(),
            policies.pool("spec.inboundConnectionPool", spec.inboundConnectionPool()),
            registryOnly(),
            egressProxy());
    problems.throwIfAny();
    return rules;
  }

  private Map<String, String> selector() {
    Map<String, String> labels =
        spec.workloadSelector() == null ? Map.of() : spec.workloadSelector().labels();
    if (!labels.isEmpty() && origin.namespace().equals(rootNamespace)) {
      problems.add("spec.workloadSelector", "a selector", "nothing in the mesh's root namespace");
    }
    return labels;
  }

  private @Nullable Boolean registryOnly() {
    SidecarSpec.OutboundTrafficPolicy policy = spec.outboundTrafficPolicy();
    if (policy == null) {
      return null;
    }
    return switch (HttpRouteParser.orEmpty(policy.mode())) {
      // an empty policy means the first of Istio's modes
      case "", "REGISTRY_ONLY" -> true;
      case "ALLOW_ANY" -> false;
      case String other -> {
        problems.add("spec.outboundTrafficPolicy.mode", other, "REGISTRY_ONLY or ALLOW_ANY");
        yield null;
      }
    };
  }

  private @Nullable Destination egressProxy() {
    SidecarSpec.OutboundTrafficPolicy policy = spec.outboundTrafficPolicy();
    if (policy == null || policy.egressProxy() == null) {
      return null;
    }
    String path = "spec.outboundTrafficPolicy.egressProxy";
    if (!"ALLOW_ANY".equals(policy.mode())) {
      problems.add(path, "with " + policy.mode(), "mode ALLOW_ANY with it");
    }
    Destination proxy =
        new DestinationParser(problems, origin.namespace(), dnsDomain)
            .destination(path, policy.egressProxy());
    if (proxy.port() == null) {
      problems.add(path + ".port.number", "", "a port of the service");
    }
    return proxy;
  }

  private List<SidecarRules.Egress> egress(SidecarSockets sockets) {
    Set<Integer> ports = new HashSet<>();
    List<SidecarRules.Egress> all = new ArrayList<>();
    for (int i = 0; i < spec.egress().size(); i++) {
      SidecarSpec.EgressListener listener = spec.egress().get(i);
      String path = "spec.egress[" + i + "]";
      if (UnixSocket.meant(HttpRouteParser.orEmpty(listener.bind()))) {
        sockets.add(path, listener, imports(path + ".hosts", listener.hosts()));
        continue;
      }
      SidecarRules.Socket socket =
          socket(path, listener.bind(), listener.captureMode(), "an IP address, or unix:///path");
      Integer port = null;
      if (listener.port() != null) {
        port = problems.port(path + ".port.number", listener.port().number());
        if (port > 0 && !ports.add(port)) {
          problems.add(path + ".port.number", port, "a port that no other listener has");
        }
      } else if (i < spec.egress().size() - 1) {
        problems.add(path + ".port", "", "a port; only the last listener may be for all others");
      }
      all.add(new SidecarRules.Egress(port, socket, imports(path + ".hosts", listener.hosts())));
    }
    return all;
  }

  private List<Import> imports(String path, List<String> hosts) {
    if (hosts.isEmpty()) {
      problems.add(path, "", "at least one of " + HOSTS);
    }
    List<Import> imports = new ArrayList<>();
    for (int i = 0; i < hosts.size(); i++) {
      String at = path + "[" + i + "]";
      String written = hosts.get(i);
      int slash = written.indexOf('/');
      String host = written.substring(slash + 1);
      if (slash < 1 || !(host.equals("*") || Names.pattern(host))) {
        problems.add(at, written, HOSTS);
        continue;
      }
      imports.add(imported(written.substring(0, slash), new Hostname(host)));
    }
    return imports;
  }

  /** A tilde alone stands for no namespace: it takes its hosts away from all of them. */
  private Import imported(String word, Hostname host) {
    boolean negated = word.startsWith("~");
    String namespace = negated ? word.substring(1) : word;
    return new Import(
        switch (namespace) {
          case "", "*" -> "";
          case "." -> origin.namespace().equals(rootNamespace) ? Import.OWN : origin.namespace();
          default -> namespace;
        },
        host,
        negated);
  }

  private List<SidecarRules.Ingress> ingress() {
    Set<Integer> ports = new HashSet<>();
    List<SidecarRules.Ingress> all = new ArrayList<>();
    for (int i = 0; i < spec.ingress().size(); i++) {
      SidecarSpec.IngressListener listener = spec.ingress().get(i);
      String path = "spec.ingress[" + i + "]";
      SidecarSpec.SidecarPort port = listener.port();
      int number = problems.port(path + ".port.number", port == null ? null : port.number());
      if (number > 0 && !ports.add(number)) {
        problems.add(path + ".port.number", number, "a port that no other listener has");
      }
      String protocol = port == null ? "" : HttpRouteParser.orEmpty(port.protocol());
      if (!protocol.isEmpty() && Protocol.named(protocol).isEmpty()) {
        problems.add(path + ".port.protocol", protocol, "HTTP, HTTP2, GRPC, TLS, TCP or another");
      }
      SidecarRules.Socket socket =
          socket(path, listener.bind(), listener.captureMode(), "an IP address");
      SidecarRules.Ingress ingress =
          endpoint(
              path,
              HttpRouteParser.orEmpty(listener.defaultEndpoint()),
              new SidecarRules.Ingress(
                  number,
                  socket,
                  protocol,
                  port == null ? "" : HttpRouteParser.orEmpty(port.name()),
                  Place.OnPort.DIALLED,
                  number,
                  tls(path + ".tls", protocol, listener.tls()),
                  policies.pool(path + ".connectionPool", listener.connectionPool())));
      opened(path, ingress);
      all.add(ingress);
    }
    return all;
  }

  /** What the proxy itself listens on must lead elsewhere, or connections go round in circles. */
  private void opened(String path, SidecarRules.Ingress ingress) {
    SidecarRules.Socket socket = ingress.socket();
    if (socket.captured()) {
      if (!socket.address().isEmpty()) {
        problems.add(path + ".bind", socket.address(), "captureMode NONE with it");
      }
    } else if (ingress.place() instanceof Place.OnPort place
        && (place == Place.OnPort.DIALLED || ingress.targetPort() == ingress.port())) {
      problems.add(
          path + ".defaultEndpoint",
          place == Place.OnPort.DIALLED ? "" : "port " + ingress.targetPort(),
          "another port than its own, with captureMode NONE");
    }
  }

  private @Nullable GatewayTls tls(String path, String protocol, @Nullable ServerTls written) {
    if (written == null) {
      return null;
    }
    if (Protocol.named(protocol).filter(Protocol::encrypted).isEmpty()) {
      problems.add(path, "TLS on a port without it", "none, or protocol HTTPS or TLS");
      return null;
    }
    GatewayTls tls = new ServerTlsParser(problems).encrypted(path, written);
    if (!(tls instanceof GatewayTls.Terminated)) {
      problems.add(path + ".mode", written.mode(), "SIMPLE, MUTUAL or OPTIONAL_MUTUAL");
      return null;
    }
    return tls;
  }

  private SidecarRules.Ingress endpoint(String path, String written, SidecarRules.Ingress dialled) {
    if (written.isEmpty()) {
      return dialled;
    }
    if (UnixSocket.meant(written)) {
      Optional<UnixSocket> socket = UnixSocket.parse(written);
      if (socket.isEmpty()) {
        problems.add(path + ".defaultEndpoint", written, UnixSocket.EXPECTED);
        return dialled;
      }
      return at(dialled, new Place.OnSocket(socket.get()), dialled.port());
    }
    int colon = written.lastIndexOf(':');
    Place place = colon < 0 ? null : PLACES.get(written.substring(0, colon));
    String digits = written.substring(colon + 1);
    if (place == null || !digits.matches("\\d{1,5}")) {
      problems.add(
          path + ".defaultEndpoint",
          written,
          "127.0.0.1, 0.0.0.0, [::1] or [::] with a port, or unix:///path");
      return dialled;
    }
    return at(dialled, place, problems.port(path + ".defaultEndpoint", Integer.valueOf(digits)));
  }

  private static SidecarRules.Ingress at(SidecarRules.Ingress dialled, Place place, int target) {
    return new SidecarRules.Ingress(
        dialled.port(),
        dialled.socket(),
        dialled.protocol(),
        dialled.name(),
        place,
        target,
        dialled.tls(),
        dialled.pool());
  }

  private SidecarRules.Socket socket(
      String path, @Nullable String bind, @Nullable String mode, String expected) {
    String address = HttpRouteParser.orEmpty(bind);
    if (!address.isEmpty() && IpAddress.parse(address).isEmpty()) {
      problems.add(path + ".bind", address, expected);
    }
    return switch (HttpRouteParser.orEmpty(mode)) {
      case "", "DEFAULT", "IPTABLES" -> new SidecarRules.Socket(address, true);
      case "NONE" -> new SidecarRules.Socket(address, false);
      case String other -> {
        problems.add(path + ".captureMode", other, "DEFAULT, IPTABLES or NONE");
        yield SidecarRules.Socket.USUAL;
      }
    };
  }
}
