package io.meshwright.proxy.http.filter.localratelimit;

import io.meshwright.proxy.limit.TokenBucket;
import io.meshwright.proxy.listener.DownstreamConnection;
import io.meshwright.proxy.snapshot.LocalRateLimit;
import io.meshwright.proxy.snapshot.TokenBucketConfig;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The buckets of one filter: one for each configuration, or for each connection. Used by any
 * thread.
 */
final class Buckets {
  private final Map<LocalRateLimit, TokenBucket> shared = new ConcurrentHashMap<>();
  private final Map<DownstreamConnection, TokenBucket> perConnection = new WeakHashMap<>();

  TokenBucket of(LocalRateLimit limit, TokenBucketConfig bucket, DownstreamConnection connection) {
    if (limit.perConnection()) {
      synchronized (perConnection) {
        return perConnection.computeIfAbsent(
            connection, _ -> new TokenBucket(bucket, System::nanoTime));
      }
    }
    return shared.computeIfAbsent(limit, _ -> new TokenBucket(bucket, System::nanoTime));
  }
}
