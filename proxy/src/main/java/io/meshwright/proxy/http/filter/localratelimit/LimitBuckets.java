package io.meshwright.proxy.http.filter.localratelimit;

import io.meshwright.proxy.limit.TokenBucket;
import io.meshwright.proxy.snapshot.LocalRateLimit;
import io.meshwright.proxy.snapshot.RateLimitDescriptor;
import io.meshwright.proxy.snapshot.TokenBucketConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The buckets of one limit. Used by any thread. */
final class LimitBuckets {
  private final @Nullable TokenBucket usual;
  private final boolean usualToo;
  private final Map<RateLimitDescriptor, Paced> byDescriptor = new HashMap<>();

  /** A bucket and how many tokens it gets per nanosecond. */
  private record Paced(TokenBucket bucket, double speed) {
    static Paced of(TokenBucketConfig config, LongSupplier nanoClock) {
      return new Paced(
          new TokenBucket(config, nanoClock), (double) config.fill() / config.interval().toNanos());
    }
  }

  LimitBuckets(LocalRateLimit limit, LongSupplier nanoClock) {
    @Nullable TokenBucketConfig config = limit.bucket();
    this.usual = config == null ? null : new TokenBucket(config, nanoClock);
    this.usualToo = limit.byDescriptor().usualToo();
    limit
        .byDescriptor()
        .buckets()
        .forEach((descriptor, own) -> byDescriptor.put(descriptor, Paced.of(own, nanoClock)));
  }

  /**
   * Takes a token of each bucket that counts a request, until one has none: those of its
   * descriptors, the slowest first, then the usual one.
   */
  boolean take(List<RateLimitDescriptor> descriptors) {
    List<Paced> counting = new ArrayList<>(descriptors.size());
    for (RateLimitDescriptor descriptor : descriptors) {
      Paced own = byDescriptor.get(descriptor);
      if (own != null) {
        counting.add(own);
      }
    }
    counting.sort(Comparator.comparingDouble(Paced::speed));
    for (Paced own : counting) {
      if (!own.bucket().take()) {
        return false;
      }
    }
    return usual == null || !(counting.isEmpty() || usualToo) || usual.take();
  }
}
