package io.meshwright.proxy.admin.application;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Connects to the application in the proxy's own pod, past the capture of outbound traffic. */
final class PodSockets {
  private static final InetAddress SOURCE_IPV4 = InetAddress.ofLiteral("127.0.0.6");
  private static final InetAddress SOURCE_IPV6 = InetAddress.ofLiteral("::6");

  private final EventLoop loop;
  private final InetAddress pod;

  /**
   * A socket to dial.
   *
   * @param from what to bind to; null for the system's choice
   */
  record Target(InetSocketAddress to, @Nullable InetSocketAddress from) {
    /** Host and port as in a URL. */
    String authority() {
      String host = to.getAddress().getHostAddress();
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + to.getPort();
    }

    Target withPort(int port) {
      return new Target(new InetSocketAddress(to.getAddress(), port), from);
    }
  }

  PodSockets(EventLoop loop, InetAddress pod) {
    this.loop = loop;
    this.pod = pod;
  }

  EventLoop loop() {
    return loop;
  }

  /** The pod's address, where the kubelet would connect. */
  Target pod(int port) {
    return new Target(new InetSocketAddress(pod, port), source());
  }

  /** What a socket to the pod's address is bound to. */
  InetSocketAddress source() {
    return new InetSocketAddress(pod instanceof Inet4Address ? SOURCE_IPV4 : SOURCE_IPV6, 0);
  }

  /** The loopback address of the pod's family, which is not captured. */
  Target loopback(int port) {
    InetAddress address = InetAddress.ofLiteral(pod instanceof Inet4Address ? "127.0.0.1" : "::1");
    return new Target(new InetSocketAddress(address, port), null);
  }

  ChannelFuture connect(Target target, Duration timeout, ChannelHandler handler) {
    return new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            (int) Math.min(Integer.MAX_VALUE, Math.max(1, timeout.toMillis())))
        .handler(handler)
        .connect(target.to(), target.from());
  }
}
