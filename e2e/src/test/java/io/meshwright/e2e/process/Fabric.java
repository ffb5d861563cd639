package io.meshwright.e2e.process;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The network between pods: a bridge in a namespace of its own, so that the host's network stays
 * untouched. Pods reach each other directly, IPv4 and IPv6. Service addresses are unreachable: a
 * request to one succeeds only if something in the client's pod captures it.
 */
final class Fabric implements AutoCloseable {
  private static final List<String> COMMANDS =
      List.of("ip", "iptables-restore", "ip6tables-restore", "setpriv");
  private static final AtomicInteger FABRICS = new AtomicInteger();

  private final String prefix;
  private final NetworkNamespace bridge;
  private final Deque<NetworkNamespace> namespaces = new ArrayDeque<>();
  private int links;

  private Fabric(String prefix, NetworkNamespace bridge) {
    this.prefix = prefix;
    this.bridge = bridge;
    namespaces.push(bridge);
  }

  /** Makes the bridge, after the leftovers of dead runs are gone. */
  static Fabric create() {
    requirePrivileges();
    removeLeftovers();
    String prefix = RunName.current() + "-" + FABRICS.incrementAndGet();
    NetworkNamespace bridge = NetworkNamespace.create(prefix + "-fabric");
    bridge.shell("echo 1 > /proc/sys/net/ipv4/ip_forward");
    bridge.shell("echo 1 > /proc/sys/net/ipv6/conf/all/forwarding");
    batch(
        bridge,
        """
        link add br0 type bridge stp_state 0 mcast_snooping 0
        link set br0 up
        address add %s dev br0
        address add %s dev br0 nodad
        address add %s dev br0
        address add %s dev br0 nodad
        route add unreachable %s
        route add unreachable %s
        """
            .formatted(
                Addresses.PODS.gateway4(),
                Addresses.PODS.gateway6(),
                Addresses.OUTSIDE.gateway4(),
                Addresses.OUTSIDE.gateway6(),
                Addresses.SERVICES.range4(),
                Addresses.SERVICES.range6()));
    return new Fabric(prefix, bridge);
  }

  /** A new namespace with these addresses on its {@code eth0}; gone when the fabric closes. */
  NetworkNamespace attach(String name, Addresses addresses) {
    NetworkNamespace pod = NetworkNamespace.create(prefix + "-" + name);
    namespaces.push(pod);
    String link = "link" + ++links;
    batch(
        bridge,
        """
        link add %1$s type veth peer name eth0 netns %2$s
        link set %1$s master br0 up
        """
            .formatted(link, pod.name()));
    batch(
        pod,
        """
        link set eth0 up
        address add %s dev eth0
        address add %s dev eth0 nodad
        route add default via %s
        route add ::/0 via %s
        """
            .formatted(
                addresses.range().cidr4(addresses),
                addresses.range().cidr6(addresses),
                addresses.range().router4(),
                addresses.range().router6()));
    return pod;
  }

  @Override
  public void close() {
    Cleanup.closeAll(namespaces);
  }

  private static void batch(NetworkNamespace namespace, String commands) {
    HostCommand.of("ip", "-n", namespace.name(), "-batch", "-").run(commands);
  }

  private static void requirePrivileges() {
    List<String> missing =
        COMMANDS.stream().filter(command -> HostCommand.find(command).isEmpty()).toList();
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "The process tier needs the commands %s (Debian: iproute2 iptables util-linux)."
              .formatted(missing));
    }
    String probe = RunName.current() + "-probe";
    try {
      HostCommand.of("ip", "netns", "add", probe).run();
      HostCommand.of("ip", "netns", "delete", probe).run();
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "The process tier makes network namespaces: run it as root with CAP_NET_ADMIN and"
              + " CAP_SYS_ADMIN. "
              + e.getMessage(),
          e);
    }
  }

  private static void removeLeftovers() {
    for (String name : namespaces().toList()) {
      if (RunName.parse(name).filter(run -> !run.alive()).isPresent()) {
        HostCommand.of("ip", "netns", "pids", name)
            .run()
            .lines()
            .map(Long::parseLong)
            .flatMap(pid -> ProcessHandle.of(pid).stream())
            .forEach(ProcessHandle::destroyForcibly);
        HostCommand.of("ip", "netns", "delete", name).run();
      }
    }
  }

  /** The network namespaces of the host that have names. */
  static Stream<String> namespaces() {
    String[] names = Path.of("/run/netns").toFile().list();
    return names == null ? Stream.of() : Stream.of(names);
  }
}
