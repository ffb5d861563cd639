package io.meshwright.proxy.http.filter.localratelimit;

import io.meshwright.proxy.limit.TokenBucket;
import io.meshwright.proxy.listener.DownstreamConnection;
import io.meshwright.proxy.snapshot.LocalRateLimit;
import io.meshwright.proxy.snapshot.TokenBucketConfig;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The buckets of one filter: one for each configuration, or for each connection. They go with the
 * configurations and connections that they belong to. Used by any thread.
 */
final class Buckets {
  private final Map<LocalRateLimit, TokenBucket> shared =
      Collections.synchronizedMap(new WeakHashMap<>());
  private final Map<DownstreamConnection, TokenBucket> perConnection =
      Collections.synchronizedMap(new WeakHashMap<>());

  TokenBucket of(LocalRateLimit limit, TokenBucketConfig bucket, DownstreamConnection connection) {
    return limit.perConnection()
        ? perConnection.computeIfAbsent(connection, _ -> new TokenBucket(bucket, System::nanoTime))
        : shared.computeIfAbsent(limit, _ -> new TokenBucket(bucket, System::nanoTime));
  }
}
