package io.meshwright.proxy.dns;

import io.meshwright.proxy.controlplane.ConfigurationThread;
import io.meshwright.proxy.snapshot.Cluster.Discovery;
import io.meshwright.proxy.snapshot.EndpointAssignment;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of all DNS clusters, as last resolved. For the configuration thread only.
 *
 * <p>A cluster that is new has no endpoints here until each of its names was answered for the first
 * time, for better or worse; later it always has some answer. Names are asked again in the
 * cluster's rate, and sooner or later than that by the life of the answer if it says so. A failure
 * leaves the last answer in place.
 */
public final class DnsEndpoints implements AutoCloseable {
  private final DnsClient client;
  private final ConfigurationThread thread;
  private final RandomGenerator random;
  private final Runnable changed;
  private final Map<String, DnsCluster> clusters = new HashMap<>();

  /** What a cluster says: names among its endpoints, and how to resolve them. */
  public record Source(Discovery.Dns dns, EndpointAssignment named) {}

  /**
   * Follows no cluster yet.
   *
   * @param changed called on the thread when some cluster's endpoints are others than before
   */
  public DnsEndpoints(
      DnsClient client, ConfigurationThread thread, RandomGenerator random, Runnable changed) {
    this.client = client;
    this.thread = thread;
    this.random = random;
    this.changed = changed;
  }

  /** Follows exactly these clusters, by name. */
  public void follow(Map<String, Source> sources) {
    clusters
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !entry.getValue().source().equals(sources.get(entry.getKey()));
              if (gone) {
                entry.getValue().stop();
              }
              return gone;
            });
    sources.forEach(
        (name, source) -> {
          if (!clusters.containsKey(name)) {
            DnsCluster cluster = new DnsCluster(source, client, thread, random, changed);
            clusters.put(name, cluster);
            cluster.start();
          }
        });
  }

  /** The addresses of a cluster; absent until its names were answered. */
  public @Nullable EndpointAssignment of(String cluster) {
    DnsCluster known = clusters.get(cluster);
    return known == null ? null : known.endpoints();
  }

  @Override
  public void close() {
    follow(Map.of());
    client.close();
  }
}
