package io.meshwright.proxy.worker;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * How sockets are driven. Epoll wherever its native library loads; NIO otherwise, which can serve
 * but not read original destinations.
 */
public enum Transport {
  EPOLL,
  NIO;

  /** The best one that works here. */
  public static Transport available() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  IoHandlerFactory ioHandlers() {
    return switch (this) {
      case EPOLL -> LastingEpoll.newFactory();
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
      case NIO -> NioServerSocketChannel::new;
    };
  }

  /** The class of dialled sockets. */
  public Class<? extends Channel> clientChannel() {
    return switch (this) {
      case EPOLL -> EpollSocketChannel.class;
      case NIO -> NioSocketChannel.class;
    };
  }
}
