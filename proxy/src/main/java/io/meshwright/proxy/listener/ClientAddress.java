package io.meshwright.proxy.listener;

import io.meshwright.proxy.socket.SocketAddresses;
import java.net.InetAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection comes from.
 *
 * @param address of the client: what a load balancer in front of this proxy says, if it is asked
 * @param direct as the socket shows it
 */
public record ClientAddress(SocketAddress address, SocketAddress direct) {

  /** A client that dialled this proxy itself. */
  public static ClientAddress of(SocketAddress direct) {
    return new ClientAddress(direct, direct);
  }

  /** Absent for a client on a Unix socket: it is in no range of addresses. */
  public @Nullable InetAddress ip() {
    return SocketAddresses.ip(address);
  }

  /** The same as the socket shows it. */
  public @Nullable InetAddress directIp() {
    return SocketAddresses.ip(direct);
  }

  /** 0 for a client on a Unix socket. */
  public int port() {
    return SocketAddresses.port(address);
  }
}
