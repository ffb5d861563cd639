package io.meshwright.proxy.listener;

import io.meshwright.proxy.socket.SocketAddresses;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The address that the client dialled, before netfilter redirected the connection to the proxy; the
 * connection's own local address where nothing was redirected.
 */
public record OriginalDestination(SocketAddress address) {
  private static final int SOL_IP = 0;
  private static final int SOL_IPV6 = 41;

  /** {@code SO_ORIGINAL_DST} and {@code IP6T_SO_ORIGINAL_DST} have the same number. */
  private static final int SO_ORIGINAL_DST = 80;

  private static final int SOCKADDR_IN = 16;
  private static final int SOCKADDR_IN6 = 28;
  private static final int PORT_OFFSET = 2;
  private static final int IPV4_OFFSET = 4;
  private static final int IPV6_OFFSET = 8;

  private static final RawUnixChannelOption ORIGINAL_V4 =
      new RawUnixChannelOption("SO_ORIGINAL_DST", SOL_IP, SO_ORIGINAL_DST, SOCKADDR_IN);
  private static final RawUnixChannelOption ORIGINAL_V6 =
      new RawUnixChannelOption("IP6T_SO_ORIGINAL_DST", SOL_IPV6, SO_ORIGINAL_DST, SOCKADDR_IN6);

  /**
   * Asks the kernel for the address before redirection; the local address if the connection was not
   * redirected, if there is no connection tracking, on the NIO transport, or on a Unix socket.
   */
  static OriginalDestination of(Channel channel) {
    SocketAddress local = SocketAddresses.local(channel);
    if (channel instanceof EpollSocketChannel) {
      boolean v6 = SocketAddresses.ip(local) instanceof Inet6Address;
      try {
        @Nullable ByteBuffer raw = channel.config().getOption(v6 ? ORIGINAL_V6 : ORIGINAL_V4);
        if (raw != null) {
          return new OriginalDestination(parse(raw, v6));
        }
      } catch (ChannelException | UnknownHostException _) {
        // ENOENT or ENOPROTOOPT: not redirected
      }
    }
    return new OriginalDestination(local);
  }

  /** The address without redirection. */
  static OriginalDestination local(Channel channel) {
    return new OriginalDestination(SocketAddresses.local(channel));
  }

  static InetSocketAddress parse(ByteBuffer sockaddr, boolean v6) throws UnknownHostException {
    ByteBuffer raw = sockaddr.duplicate().order(ByteOrder.BIG_ENDIAN);
    int start = raw.position();
    int port = Short.toUnsignedInt(raw.getShort(start + PORT_OFFSET));
    byte[] host = new byte[v6 ? 16 : 4];
    raw.get(start + (v6 ? IPV6_OFFSET : IPV4_OFFSET), host);
    return new InetSocketAddress(InetAddress.getByAddress(host), port);
  }

  /** Absent for a Unix socket: it is in no range of addresses. */
  public @Nullable InetAddress ip() {
    return SocketAddresses.ip(address);
  }

  /** The port that the client dialled; 0 for a Unix socket. */
  public int port() {
    return SocketAddresses.port(address);
  }
}
