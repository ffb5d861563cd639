package io.meshwright.proxy.tcp;

import io.meshwright.proxy.listener.ChainInstaller;
import io.meshwright.proxy.listener.DownstreamConnection;
import io.meshwright.proxy.snapshot.StatsConfig;
import io.meshwright.proxy.snapshot.TcpProxy;
import io.meshwright.proxy.telemetry.SelfDescription;
import io.meshwright.proxy.worker.Workers;
import io.netty.channel.Channel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Serves the connections of a chain that ends in a TCP proxy. */
public final class TcpInstaller implements ChainInstaller {
  private final TcpProxy config;
  private final @Nullable StatsConfig stats;
  private final SelfDescription self;
  private final Workers workers;

  /**
   * An installer for one chain.
   *
   * @param stats absent if connections are not counted in Istio's metrics
   */
  public TcpInstaller(
      TcpProxy config, @Nullable StatsConfig stats, SelfDescription self, Workers workers) {
    this.config = config;
    this.stats = stats;
    this.self = self;
    this.workers = workers;
  }

  @Override
  public List<String> speaks(List<String> alpn) {
    return alpn;
  }

  @Override
  public boolean halfCloses() {
    return true;
  }

  @Override
  public void install(Channel channel, DownstreamConnection connection) {
    channel.config().setAutoRead(false);
    TcpConnection tcp =
        new TcpConnection(
            channel, connection, workers.of(channel.eventLoop()), config, stats, self);
    channel.pipeline().addLast(tcp.untilConnected());
    tcp.connect();
  }
}
