package io.meshwright.proxy.upstream.connect;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The header of the PROXY protocol, before anything else. Nobody is named where the connection
 * carries none of a client (a health check, a copy of a request), one between addresses of two
 * families, or that of a client on a Unix socket.
 *
 * @param version 1 or 2
 */
public record ProxyProtocolLayer(int version, @Nullable Carried carried) implements ConnectLayer {
  /** Of version 1, which Netty does not write without addresses. */
  private static final String NOBODY = "PROXY UNKNOWN\r\n";

  @Override
  public void establish(Channel channel, Progress progress) {
    channel.pipeline().addLast(HAProxyMessageEncoder.INSTANCE);
    channel
        .writeAndFlush(header())
        .addListener(
            done -> {
              if (done.isSuccess()) {
                channel.pipeline().remove(HAProxyMessageEncoder.INSTANCE);
                progress.ready();
              } else {
                progress.failed("PROXY protocol");
              }
            });
  }

  private Object header() {
    if (carried != null
        && carried.client() instanceof InetSocketAddress client
        && carried.destination() instanceof InetSocketAddress destination
        && client.getAddress().getClass() == destination.getAddress().getClass()) {
      return named(client, destination);
    }
    return version == 1
        ? ByteBufUtil.writeAscii(UnpooledByteBufAllocator.DEFAULT, NOBODY)
        : new HAProxyMessage(
            HAProxyProtocolVersion.V2,
            HAProxyCommand.LOCAL,
            HAProxyProxiedProtocol.UNKNOWN,
            null,
            null,
            0,
            0);
  }

  private HAProxyMessage named(InetSocketAddress client, InetSocketAddress destination) {
    return new HAProxyMessage(
        version == 1 ? HAProxyProtocolVersion.V1 : HAProxyProtocolVersion.V2,
        HAProxyCommand.PROXY,
        client.getAddress() instanceof Inet4Address
            ? HAProxyProxiedProtocol.TCP4
            : HAProxyProxiedProtocol.TCP6,
        text(client),
        text(destination),
        client.getPort(),
        destination.getPort());
  }

  private static String text(InetSocketAddress address) {
    return NetUtil.toAddressString(address.getAddress());
  }
}
