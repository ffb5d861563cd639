package io.meshwright.runtime.compile.gateway;

import io.meshwright.runtime.compile.gateway.GatewayPorts.Placed;
import io.meshwright.runtime.compile.gateway.GatewayPorts.Socket;
import io.meshwright.runtime.model.name.Origin;

/**
 * The name of a router's routes (istio-features GW4): {@code http.PORT} for all servers of
 * plaintext HTTP on a port, {@code https.PORT.NAME.GATEWAY.NAMESPACE} for one with TLS; followed by
 * the address if the server has one of its own.
 */
final class GatewayRouteName {
  private GatewayRouteName() {}

  static String of(Socket socket, Placed placed) {
    String bind = socket.bind().isEmpty() ? "" : "." + socket.bind();
    if (!placed.server().encrypted()) {
      return "http." + socket.port() + bind;
    }
    Origin gateway = placed.gateway().origin();
    return "https.%d.%s.%s.%s%s"
        .formatted(
            socket.port(), placed.server().name(), gateway.name(), gateway.namespace(), bind);
  }
}
