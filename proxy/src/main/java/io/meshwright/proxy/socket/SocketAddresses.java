package io.meshwright.proxy.socket;

import io.meshwright.proxy.snapshot.Address;
import io.meshwright.xds.SocketPath;
import io.netty.channel.Channel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/** Addresses of sockets: IP with a port, or the path of a Unix socket, which has neither. */
public final class SocketAddresses {
  /** Of the abstract namespace, to the kernel. */
  private static final char ZERO = '\0';

  /** A client on a Unix socket is not bound to any path. */
  private static final SocketAddress UNNAMED = new DomainSocketAddress("");

  private SocketAddresses() {}

  /** The address to dial or bind; absent for what is no socket, or has to be resolved first. */
  public static @Nullable SocketAddress of(Address address) {
    return switch (address) {
      case Address.Ip(InetAddress host, int port) -> new InetSocketAddress(host, port);
      case Address.Pipe(String path, int _) ->
          new DomainSocketAddress(
              path.startsWith(SocketPath.ABSTRACT) ? ZERO + path.substring(1) : path);
      case Address.HostName _, Address.Internal _ -> null;
    };
  }

  /** The other side of an open connection. */
  public static SocketAddress remote(Channel channel) {
    @Nullable SocketAddress remote = channel.remoteAddress();
    return remote == null ? UNNAMED : remote;
  }

  /** This side of an accepted connection. */
  public static SocketAddress local(Channel channel) {
    @Nullable SocketAddress local = channel.localAddress();
    return local != null ? local : channel.parent().localAddress();
  }

  /** Absent for a Unix socket. */
  public static @Nullable InetAddress ip(SocketAddress address) {
    return address instanceof InetSocketAddress inet ? inet.getAddress() : null;
  }

  /** 0 for a Unix socket. */
  public static int port(SocketAddress address) {
    return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
  }

  /**
   * As Envoy writes it: {@code 192.0.2.1:80}, {@code [2001:db8::1]:80}, {@code /path}, {@code
   * @name}; empty for a Unix socket without a name.
   */
  public static String text(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress inet -> NetUtil.toSocketAddressString(inet);
      case DomainSocketAddress unix -> path(unix);
      case UnixDomainSocketAddress unix -> unix.getPath().toString();
      default -> String.valueOf(address);
    };
  }

  private static String path(DomainSocketAddress address) {
    String path = address.path();
    return !path.isEmpty() && path.charAt(0) == ZERO
        ? SocketPath.ABSTRACT + path.substring(1)
        : path;
  }
}
