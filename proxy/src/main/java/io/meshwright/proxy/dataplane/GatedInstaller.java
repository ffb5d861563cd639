package io.meshwright.proxy.dataplane;

import io.meshwright.proxy.listener.ChainInstaller;
import io.meshwright.proxy.listener.DownstreamConnection;
import io.meshwright.proxy.telemetry.MetricsShard;
import io.meshwright.proxy.worker.Workers;
import io.netty.channel.Channel;
import java.util.List;

/** Serves the connections that all gates admit, and closes the others without a word. */
record GatedInstaller(ChainInstaller inner, List<ConnectionGate> gates, Workers workers)
    implements ChainInstaller {

  GatedInstaller {
    gates = List.copyOf(gates);
  }

  @Override
  public List<String> speaks(List<String> alpn) {
    return inner.speaks(alpn);
  }

  @Override
  public boolean halfCloses() {
    return inner.halfCloses();
  }

  @Override
  public void install(Channel channel, DownstreamConnection connection) {
    MetricsShard metrics = workers.of(channel.eventLoop()).metrics();
    for (ConnectionGate gate : gates) {
      if (!gate.admits(connection, metrics)) {
        channel.close();
        return;
      }
    }
    inner.install(channel, connection);
  }
}
