package io.meshwright.runtime.bench;

import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Many simulated proxies, each with a connection of its own, on one event loop. */
final class SimulatedFleet implements AutoCloseable {

  /** Is told of each response that a proxy has acknowledged; must not block. */
  interface Watch {
    void acknowledged(SimulatedProxy proxy, Push push);
  }

  private static final long RETRY_MILLIS = 100;

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<SimulatedProxy> proxies = new ArrayList<>();
  private final LongAdder bytes = new LongAdder();
  private volatile Watch watch = (_, _) -> {};

  /** Opens a stream for each node id. */
  void connect(int port, List<String> nodes) {
    for (String node : nodes) {
      SimulatedProxy proxy =
          new SimulatedProxy(
              node,
              NettyChannelBuilder.forAddress("127.0.0.1", port)
                  .eventLoopGroup(loop)
                  .channelType(NioSocketChannel.class)
                  .directExecutor()
                  .maxInboundMessageSize(Integer.MAX_VALUE)
                  .usePlaintext()
                  .build(),
              this);
      proxies.add(proxy);
      loop.execute(proxy::connect);
    }
  }

  /** Makes all try again at once. */
  void reconnect() {
    proxies.forEach(SimulatedProxy::reconnect);
  }

  /** How many there are in a namespace. */
  int in(String namespace) {
    return (int) proxies.stream().filter(proxy -> proxy.namespace().equals(namespace)).count();
  }

  /** What the proxies have been sent, in bytes of responses. */
  long bytes() {
    return bytes.sum();
  }

  /** CPU time of this process so far, which is nearly all theirs, in milliseconds. */
  long cpuMillis() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis();
  }

  /** Who is told from now on. */
  void watch(Watch next) {
    watch = next;
  }

  /** Runs a proxy's next attempt after a while. */
  void later(Runnable attempt) {
    var _ = loop.schedule(attempt, RETRY_MILLIS, TimeUnit.MILLISECONDS);
  }

  void acknowledged(SimulatedProxy proxy, Push push) {
    bytes.add(push.bytes());
    watch.acknowledged(proxy, push);
  }

  @Override
  public void close() {
    proxies.forEach(SimulatedProxy::close);
    var _ = loop.shutdownGracefully();
  }
}
