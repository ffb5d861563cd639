package io.meshwright.runtime.model.traffic;

import io.meshwright.runtime.model.gateway.GatewayTls;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.Origin;
import io.meshwright.runtime.model.name.UnixSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Sidecar, parsed: what proxies see of the mesh and what they accept (istio-features SC1 to SC9).
 *
 * @param selector labels of the workloads to which it applies; empty for all of the namespace
 * @param egress what is reached by address; none and no sockets means everything
 * @param sockets what is reached by Unix sockets
 * @param ingress none means what the workload's services say
 * @param inboundPool limits of connections to the workload; null says nothing
 * @param registryOnly whether traffic to hosts that are not seen ends; null says nothing
 * @param egressProxy where it goes if it does not end; null for where the client dialled
 */
public record SidecarRules(
    Origin origin,
    Map<String, String> selector,
    List<Egress> egress,
    List<SocketEgress> sockets,
    List<Ingress> ingress,
    @Nullable ConnectionPool inboundPool,
    @Nullable Boolean registryOnly,
    @Nullable Destination egressProxy) {

  public SidecarRules {
    selector = Map.copyOf(selector);
    egress = List.copyOf(egress);
    sockets = List.copyOf(sockets);
    ingress = List.copyOf(ingress);
  }

  /** The element that has a port. */
  public Optional<Egress> egressOn(int port) {
    return egress.stream()
        .filter(each -> each.port() != null && each.port() == port)
        .findFirst()
        .or(() -> egress.stream().filter(each -> each.port() == null).findFirst());
  }

  /** Whatever imports; nothing means everything. */
  public Stream<Importing> importing() {
    return Stream.concat(egress.stream(), sockets.stream());
  }

  /** The same for the proxies of a namespace: theirs stands where {@link Import#OWN} does. */
  public SidecarRules in(String namespace) {
    if (importing().flatMap(each -> each.imports().stream()).noneMatch(Import::own)) {
      return this;
    }
    return new SidecarRules(
        origin,
        selector,
        egress.stream().map(each -> each.in(namespace)).toList(),
        sockets.stream().map(each -> each.in(namespace)).toList(),
        ingress,
        inboundPool,
        registryOnly,
        egressProxy);
  }

  /** Hosts that may be reached. */
  public sealed interface Importing {
    /** In their order; those that are negated take away from the others. */
    List<Import> imports();

    /** Whether a host of a namespace is among them. */
    default boolean imports(String namespace, Hostname host) {
      return imports().stream().anyMatch(i -> !i.negated() && i.matches(namespace, host))
          && imports().stream().noneMatch(i -> i.negated() && i.matches(namespace, host));
    }
  }

  /**
   * Hosts that may be reached by their addresses.
   *
   * @param port the only port; null for all that no other element has
   */
  public record Egress(@Nullable Integer port, Socket socket, List<Import> imports)
      implements Importing {
    public Egress {
      imports = List.copyOf(imports);
    }

    private Egress in(String namespace) {
      return new Egress(port, socket, imports.stream().map(each -> each.in(namespace)).toList());
    }
  }

  /**
   * Hosts that may be reached by a Unix socket, on all their ports.
   *
   * @param protocol the word for what is spoken on the socket, as it is written
   */
  public record SocketEgress(UnixSocket socket, String protocol, List<Import> imports)
      implements Importing {
    public SocketEgress {
      imports = List.copyOf(imports);
    }

    private SocketEgress in(String namespace) {
      return new SocketEgress(
          socket, protocol, imports.stream().map(each -> each.in(namespace)).toList());
    }
  }

  /**
   * Hosts of a namespace.
   *
   * @param namespace empty for all; {@link #OWN} before it is known whose
   * @param negated whether they are taken away from what other elements import
   */
  public record Import(String namespace, Hostname host, boolean negated) {

    /** The namespace of the proxy, which a Sidecar of the whole mesh means by a dot. */
    public static final String OWN = ".";

    private boolean own() {
      return namespace.equals(OWN);
    }

    private Import in(String proxyNamespace) {
      return own() ? new Import(proxyNamespace, host, negated) : this;
    }

    boolean matches(String otherNamespace, Hostname otherHost) {
      return (namespace.isEmpty() || namespace.equals(otherNamespace))
          && (negated ? otherHost.subsetOf(host) : otherHost.matches(host));
    }
  }

  /**
   * A port that the workload serves.
   *
   * @param protocol the word for it, as it is written
   * @param place where the application serves
   * @param targetPort its port there; of no meaning on a Unix socket
   * @param tls toward its clients, beside the mesh's own; null for none
   * @param pool limits of connections; null says nothing
   */
  public record Ingress(
      int port,
      Socket socket,
      String protocol,
      String name,
      Place place,
      int targetPort,
      @Nullable GatewayTls tls,
      @Nullable ConnectionPool pool) {}

  /**
   * Where a proxy meets connections.
   *
   * @param address that is dialled; empty for the usual ones
   * @param captured whether they come by the rules of the pod; otherwise the proxy itself listens
   */
  public record Socket(String address, boolean captured) {

    /** What is said where nothing is said. */
    public static final Socket USUAL = new Socket("", true);
  }

  /** Where an application serves. */
  public sealed interface Place {
    /** A Unix socket. */
    record OnSocket(UnixSocket socket) implements Place {}

    /** A port of an address. */
    enum OnPort implements Place {
      /** The address that the client dialled. */
      DIALLED,
      LOOPBACK_IPV4,
      LOOPBACK_IPV6,
      /** The pod's first address. */
      POD
    }
  }
}
