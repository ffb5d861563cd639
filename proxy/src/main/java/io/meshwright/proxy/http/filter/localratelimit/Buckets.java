package io.meshwright.proxy.http.filter.localratelimit;

import io.meshwright.proxy.listener.DownstreamConnection;
import io.meshwright.proxy.snapshot.LocalRateLimit;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The buckets of one filter: those of each configuration, or of each connection. They go with the
 * configurations and connections that they belong to. Used by any thread.
 */
final class Buckets {
  private final Map<LocalRateLimit, LimitBuckets> shared =
      Collections.synchronizedMap(new WeakHashMap<>());
  private final Map<DownstreamConnection, LimitBuckets> perConnection =
      Collections.synchronizedMap(new WeakHashMap<>());

  LimitBuckets of(LocalRateLimit limit, DownstreamConnection connection) {
    return limit.perConnection()
        ? perConnection.computeIfAbsent(connection, _ -> new LimitBuckets(limit, System::nanoTime))
        : shared.computeIfAbsent(limit, _ -> new LimitBuckets(limit, System::nanoTime));
  }
}
