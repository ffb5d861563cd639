package io.meshwright.proxy.upstream;

import io.meshwright.proxy.telemetry.MetricsShard;
import io.meshwright.proxy.tls.TlsContexts;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** All clusters as one worker uses them. For the worker's loop only. */
public final class LoopClusters {
  private final EventLoop loop;
  private final RandomGenerator random;
  private final MetricsShard metrics;
  private final Class<? extends Channel> channelType;
  private final boolean checker;
  private final Map<String, LoopCluster> clusters = new HashMap<>();
  private TlsContexts tls = TlsContexts.empty();

  /** No cluster yet; {@code checker} is the one of all loops that has hosts checked. */
  public LoopClusters(
      EventLoop loop,
      RandomGenerator random,
      MetricsShard metrics,
      Class<? extends Channel> channelType,
      boolean checker) {
    this.loop = loop;
    this.random = random;
    this.metrics = metrics;
    this.channelType = channelType;
    this.checker = checker;
  }

  /**
   * Moves on to other clusters; connections of those that go end with their requests. All
   * handshakes from now on use {@code nextTls}, those of clusters that go too.
   */
  public void apply(ClusterDirectory next, TlsContexts nextTls) {
    tls = nextTls;
    List<String> gone = new ArrayList<>(clusters.keySet());
    gone.removeAll(next.clusters().keySet());
    for (String name : gone) {
      @Nullable LoopCluster removed = clusters.remove(name);
      if (removed != null) {
        removed.close();
      }
    }
    next.clusters()
        .forEach(
            (name, shared) -> {
              LoopCluster known = clusters.get(name);
              if (known == null) {
                clusters.put(name, open(name, shared));
              } else {
                known.apply(shared);
              }
            });
  }

  private LoopCluster open(String name, SharedCluster shared) {
    String altName = shared.cluster().altStatName();
    return new LoopCluster(
        loop,
        random,
        metrics.cluster(altName.isEmpty() ? name : altName),
        channelType,
        shared,
        () -> tls,
        checker);
  }

  /** A cluster by name; absent if there is none. */
  public @Nullable LoopCluster get(String name) {
    return clusters.get(name);
  }

  /** Every host in use with its cluster's name. */
  public void forEachHost(HostVisitor visitor) {
    clusters.forEach(
        (name, cluster) -> cluster.hosts().values().forEach(host -> visitor.visit(name, host)));
  }

  /** Sees hosts. */
  @FunctionalInterface
  public interface HostVisitor {
    void visit(String cluster, LoopHost host);
  }
}
