package io.meshwright.proxy.worker;

import io.meshwright.proxy.socket.UnixChannels;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.SocketAddress;

/**
 * How sockets are driven. Epoll wherever its native library loads; NIO otherwise, which can serve
 * but not read original destinations.
 */
public enum Transport {
  EPOLL,
  /**
   * Only where it is asked for. Netty's listening sockets are of one family for all addresses and
   * original destinations cannot be read, so it is not for sidecars; many container runtimes refuse
   * it to all.
   */
  IO_URING,
  NIO;

  /** The best one for every purpose that works here. */
  public static Transport available() {
    return EPOLL.works() ? EPOLL : NIO;
  }

  /** Whether the kernel, and what confines the process, allow it. */
  public boolean works() {
    return switch (this) {
      case EPOLL -> Epoll.isAvailable();
      case IO_URING -> IoUring.isAvailable();
      case NIO -> true;
    };
  }

  IoHandlerFactory ioHandlers() {
    return switch (this) {
      case EPOLL -> LastingEpoll.newFactory();
      case IO_URING -> IoUringIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
    };
  }

  /**
   * Makes sockets that listen on {@code address}, of its family: one of IPv6 would take {@code
   * 0.0.0.0} for the wildcard of both families.
   */
  public ChannelFactory<ServerChannel> serverChannel(InetAddress address) {
    SocketProtocolFamily family =
        address instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
    return switch (this) {
      case EPOLL -> () -> new EpollServerSocketChannel(family);
      case IO_URING -> IoUringServerSocketChannel::new;
      case NIO -> NioServerSocketChannel::new;
    };
  }

  /** Makes sockets that listen on the paths of Unix sockets. */
  public ChannelFactory<ServerChannel> unixServerChannel() {
    return switch (this) {
      case EPOLL -> EpollServerDomainSocketChannel::new;
      case IO_URING -> IoUringServerDomainSocketChannel::new;
      case NIO -> NioServerDomainSocketChannel::new;
    };
  }

  /** An address as those sockets take it. */
  public SocketAddress unixAddress(DomainSocketAddress address) {
    return this == NIO ? UnixChannels.ofNio(address) : address;
  }

  /** The class of dialled sockets; {@code UnixChannels} knows that for Unix sockets. */
  public Class<? extends Channel> clientChannel() {
    return switch (this) {
      case EPOLL -> EpollSocketChannel.class;
      case IO_URING -> IoUringSocketChannel.class;
      case NIO -> NioSocketChannel.class;
    };
  }
}
