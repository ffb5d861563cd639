package io.meshwright.proxy.listener;

import io.meshwright.proxy.socket.SocketAddresses;
import io.meshwright.proxy.telemetry.FormatText;
import java.net.InetAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** The values of command operators for a connection (Envoy's substitution format). */
public final class ConnectionValues implements FormatText.Source {
  private final DownstreamConnection connection;

  public ConnectionValues(DownstreamConnection connection) {
    this.connection = connection;
  }

  @Override
  public @Nullable String value(String operator, String argument) {
    return switch (operator) {
      case "DOWNSTREAM_LOCAL_ADDRESS" -> address(destination(), true);
      case "DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT" -> address(destination(), false);
      case "DOWNSTREAM_LOCAL_PORT" -> port(connection.destination().port());
      case "DOWNSTREAM_REMOTE_ADDRESS", "DOWNSTREAM_DIRECT_REMOTE_ADDRESS" ->
          address(client(), true);
      case "DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT",
          "DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT" ->
          address(client(), false);
      case "REQUESTED_SERVER_NAME" ->
          connection.serverName().isEmpty() ? null : connection.serverName();
      case "DOWNSTREAM_PEER_URI_SAN" -> {
        var peer = connection.peer();
        yield peer == null ? null : String.join(",", peer.uris());
      }
      default -> null;
    };
  }

  private static @Nullable String port(int port) {
    return port == 0 ? null : Integer.toString(port);
  }

  private SocketAddress destination() {
    return connection.destination().address();
  }

  private SocketAddress client() {
    return connection.client().address();
  }

  /** An address as access logs have it; a Unix socket's path, absent if it has none. */
  public static @Nullable String address(@Nullable SocketAddress address, boolean withPort) {
    if (address == null) {
      return null;
    }
    @Nullable InetAddress ip = SocketAddresses.ip(address);
    String text = ip == null || withPort ? SocketAddresses.text(address) : ip.getHostAddress();
    return text.isEmpty() ? null : text;
  }
}
