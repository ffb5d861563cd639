package io.meshwright.proxy.upstream;

import io.meshwright.proxy.snapshot.RuntimeSnapshot.ReadyCluster;
import java.util.HashMap;
import java.util.Map;

/** All clusters of one snapshot; immutable. */
public record ClusterDirectory(Map<String, SharedCluster> clusters) {
  /** No cluster. */
  public static final ClusterDirectory EMPTY = new ClusterDirectory(Map.of());

  public ClusterDirectory {
    clusters = Map.copyOf(clusters);
  }

  /** The directory of the next snapshot; clusters that did not change stay the same objects. */
  public ClusterDirectory next(Map<String, ReadyCluster> next) {
    Map<String, SharedCluster> made = new HashMap<>();
    next.forEach(
        (name, ready) -> {
          SharedCluster old = clusters.get(name);
          made.put(
              name, old != null && old.source().equals(ready) ? old : SharedCluster.of(ready, old));
        });
    return new ClusterDirectory(made);
  }
}
