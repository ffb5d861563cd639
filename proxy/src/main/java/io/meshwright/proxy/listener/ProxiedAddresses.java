package io.meshwright.proxy.listener;

import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Whose connection a load balancer carries, as its header of the PROXY protocol says. */
record ProxiedAddresses(InetSocketAddress client, InetSocketAddress destination) {

  /**
   * The addresses; absent in headers for the load balancer's own connections.
   *
   * @throws IllegalArgumentException if they are none
   */
  static @Nullable ProxiedAddresses of(HAProxyMessage header) {
    AddressFamily family = header.proxiedProtocol().addressFamily();
    boolean addressed = family == AddressFamily.AF_IPv4 || family == AddressFamily.AF_IPv6;
    if (header.command() != HAProxyCommand.PROXY || !addressed) {
      return null;
    }
    return new ProxiedAddresses(
        address(header.sourceAddress(), header.sourcePort()),
        address(header.destinationAddress(), header.destinationPort()));
  }

  /** Netty lets IPv6 addresses with the name of an interface pass, which mean nothing here. */
  private static InetSocketAddress address(String text, int port) {
    @Nullable InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
    if (address == null) {
      throw new IllegalArgumentException("not an address: " + text);
    }
    return new InetSocketAddress(address, port);
  }
}
