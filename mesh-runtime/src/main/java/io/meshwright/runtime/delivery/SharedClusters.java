package io.meshwright.runtime.delivery;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.protobuf.Message;
import io.meshwright.runtime.compile.cluster.ClusterCompiler;
import io.meshwright.runtime.compile.cluster.ClusterQuery;
import io.meshwright.runtime.compile.scope.ProxyScope;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Clusters, shared by all proxies and models whose queries are equal, as long as some proxy has
 * them. Thread-safe.
 */
final class SharedClusters {

  private final Cache<ClusterQuery, VersionedResource> known =
      CacheBuilder.newBuilder().weakValues().build();

  /** All that lead out of a proxy without patches; the same map as before if nothing differs. */
  NavigableMap<String, VersionedResource> of(
      ProxyScope scope, NavigableMap<String, VersionedResource> before) {
    NavigableMap<String, VersionedResource> clusters = new TreeMap<>();
    for (ClusterQuery query : ClusterQuery.of(scope)) {
      String name = query.name().toString();
      of(query, before.get(name)).ifPresent(cluster -> clusters.put(name, cluster));
    }
    Map<String, ? extends Message> standing = ClusterCompiler.standing(scope);
    for (Map.Entry<String, ? extends Message> each : standing.entrySet()) {
      String name = each.getKey();
      clusters.put(name, VersionedResource.of(name, each.getValue(), before.get(name)));
    }
    return VersionedResource.unlessSame(clusters, before);
  }

  private Optional<VersionedResource> of(ClusterQuery query, @Nullable VersionedResource before) {
    VersionedResource found = known.getIfPresent(query);
    if (found == null) {
      Optional<? extends Message> cluster = ClusterCompiler.compile(query);
      if (cluster.isEmpty()) {
        return Optional.empty();
      }
      found = VersionedResource.of(query.name().toString(), cluster.get(), before);
      known.put(query, found);
    }
    return Optional.of(found);
  }
}
