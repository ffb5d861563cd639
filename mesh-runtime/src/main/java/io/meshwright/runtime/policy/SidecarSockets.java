package io.meshwright.runtime.policy;

import io.meshwright.crd.networking.SidecarSpec;
import io.meshwright.runtime.model.Protocol;
import io.meshwright.runtime.model.name.UnixSocket;
import io.meshwright.runtime.model.traffic.SidecarRules.Import;
import io.meshwright.runtime.model.traffic.SidecarRules.SocketEgress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses the egress listeners of a Sidecar that are Unix sockets. They have port 0, and a protocol
 * that says what is spoken there (istio-features SC3).
 */
final class SidecarSockets {

  private final Problems problems;
  private final Set<UnixSocket> taken = new HashSet<>();
  private final List<SocketEgress> sockets = new ArrayList<>();

  SidecarSockets(Problems problems) {
    this.problems = problems;
  }

  /** All that were added. */
  List<SocketEgress> sockets() {
    return sockets;
  }

  void add(String path, SidecarSpec.EgressListener listener, List<Import> imports) {
    String bind = HttpRouteParser.orEmpty(listener.bind());
    Optional<UnixSocket> socket = UnixSocket.parse(bind);
    if (socket.isEmpty()) {
      problems.add(path + ".bind", bind, UnixSocket.EXPECTED);
    } else if (!taken.add(socket.get())) {
      problems.add(path + ".bind", bind, "a socket that no other listener has");
    }
    String mode = HttpRouteParser.orEmpty(listener.captureMode());
    if (!List.of("", "DEFAULT", "NONE").contains(mode)) {
      problems.add(path + ".captureMode", mode, "DEFAULT or NONE with a socket");
    }
    String protocol = protocol(path + ".port", listener.port());
    socket.ifPresent(found -> sockets.add(new SocketEgress(found, protocol, imports)));
  }

  private String protocol(String path, SidecarSpec.@Nullable SidecarPort port) {
    if (port == null) {
      problems.add(path, "", "number 0 and a protocol, with a socket");
      return "";
    }
    if (port.number() != null && port.number() != 0) {
      problems.add(path + ".number", port.number(), "0 with a socket");
    }
    String protocol = HttpRouteParser.orEmpty(port.protocol());
    if (Protocol.named(protocol).isEmpty()) {
      problems.add(path + ".protocol", protocol, "HTTP, HTTP2, GRPC, TLS, TCP or another");
    }
    return protocol;
  }
}
