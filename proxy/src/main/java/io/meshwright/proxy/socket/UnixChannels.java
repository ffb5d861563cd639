package io.meshwright.proxy.socket;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** Channels for Unix sockets, of the same transport as channels for TCP. */
public final class UnixChannels {
  private UnixChannels() {}

  /** The class that dials Unix sockets on the loops on which {@code tcp} dials TCP. */
  public static Class<? extends Channel> client(Class<? extends Channel> tcp) {
    if (tcp == EpollSocketChannel.class) {
      return EpollDomainSocketChannel.class;
    }
    return tcp == IoUringSocketChannel.class
        ? IoUringDomainSocketChannel.class
        : NioDomainSocketChannel.class;
  }

  /** An address as the channels of such a class take it. */
  public static SocketAddress address(DomainSocketAddress address, Class<? extends Channel> type) {
    return type == NioDomainSocketChannel.class ? ofNio(address) : address;
  }

  /** An address as NIO takes it, which knows no abstract namespace. */
  public static SocketAddress ofNio(DomainSocketAddress address) {
    return UnixDomainSocketAddress.of(address.path());
  }
}
