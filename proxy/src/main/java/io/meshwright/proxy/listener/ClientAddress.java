package io.meshwright.proxy.listener;

import java.net.InetSocketAddress;

/**
 * Where a connection comes from.
 *
 * @param address of the client: what a load balancer in front of this proxy says, if it is asked
 * @param direct as the socket shows it
 */
public record ClientAddress(InetSocketAddress address, InetSocketAddress direct) {

  /** A client that dialled this proxy itself. */
  static ClientAddress of(InetSocketAddress direct) {
    return new ClientAddress(direct, direct);
  }
}
