package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.extensions.common.ratelimit.v3.LocalRateLimitDescriptor;
import io.envoyproxy.envoy.extensions.filters.http.buffer.v3.Buffer;
import io.envoyproxy.envoy.type.v3.TokenBucket;
import io.meshwright.proxy.snapshot.BufferLimit;
import io.meshwright.proxy.snapshot.LocalRateLimit;
import io.meshwright.proxy.snapshot.LocalRateLimit.ByDescriptor;
import io.meshwright.proxy.snapshot.NetworkFilter;
import io.meshwright.proxy.snapshot.RateLimitDescriptor;
import io.meshwright.proxy.snapshot.RateLimitRules;
import io.meshwright.proxy.snapshot.RouteMatch.Fraction;
import io.meshwright.proxy.snapshot.TokenBucketConfig;
import io.meshwright.xds.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Limits of rates and sizes. */
final class LimitParser {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int FIRST_ERROR = 400;
  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(50);

  private LimitParser() {}

  static LocalRateLimit http(
      io.envoyproxy.envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit proto,
      Where where)
      throws ConfigException {
    int status = proto.getStatus().getCodeValue();
    return new LocalRateLimit(
        Values.required(proto.getStatPrefix(), where.field("stat_prefix")),
        // Envoy takes what is no error for the default too
        status < FIRST_ERROR ? TOO_MANY_REQUESTS : status,
        proto.hasTokenBucket() ? bucket(proto.getTokenBucket(), where.field("token_bucket")) : null,
        share(proto.hasFilterEnabled(), proto.getFilterEnabled(), where.field("filter_enabled")),
        share(proto.hasFilterEnforced(), proto.getFilterEnforced(), where.field("filter_enforced")),
        proto.getLocalRateLimitPerDownstreamConnection(),
        byDescriptor(proto, where),
        HeaderMutationsParser.additions(
            proto.getRequestHeadersToAddWhenNotEnforcedList(),
            "request_headers_to_add_when_not_enforced",
            where),
        HeaderMutationsParser.additions(
            proto.getResponseHeadersToAddList(), "response_headers_to_add", where),
        proto.getRateLimitedAsResourceExhausted());
  }

  private static ByDescriptor byDescriptor(
      io.envoyproxy.envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit proto,
      Where where)
      throws ConfigException {
    Map<RateLimitDescriptor, TokenBucketConfig> buckets = new HashMap<>();
    for (int i = 0; i < proto.getDescriptorsCount(); i++) {
      Where there = where.item("descriptors", i);
      RateLimitDescriptor descriptor = descriptor(proto.getDescriptors(i), there);
      TokenBucketConfig bucket =
          bucket(proto.getDescriptors(i).getTokenBucket(), there.field("token_bucket"));
      if (buckets.put(descriptor, bucket) != null) {
        throw there.field("entries").error("those of another descriptor", "entries of its own");
      }
    }
    return new ByDescriptor(
        buckets,
        new RateLimitRules.Choice(
            RateLimitRuleParser.stage(proto.getStage(), where),
            switch (proto.getVhRateLimits()) {
              case OVERRIDE -> RateLimitRules.OfHost.OVERRIDDEN;
              case INCLUDE -> RateLimitRules.OfHost.INCLUDED;
              case IGNORE -> RateLimitRules.OfHost.IGNORED;
              case UNRECOGNIZED ->
                  throw where
                      .field("vh_rate_limits")
                      .error("" + proto.getVhRateLimitsValue(), "a known option");
            },
            RateLimitRuleParser.parse(proto.getRateLimitsList(), where)),
        !proto.hasAlwaysConsumeDefaultTokenBucket()
            || proto.getAlwaysConsumeDefaultTokenBucket().getValue());
  }

  private static RateLimitDescriptor descriptor(LocalRateLimitDescriptor proto, Where where)
      throws ConfigException {
    List<RateLimitDescriptor.Entry> entries = new ArrayList<>(proto.getEntriesCount());
    for (int i = 0; i < proto.getEntriesCount(); i++) {
      Where there = where.item("entries", i);
      entries.add(
          new RateLimitDescriptor.Entry(
              Values.required(proto.getEntries(i).getKey(), there.field("key")),
              // without a value Envoy has a bucket for each value that comes
              Values.required(proto.getEntries(i).getValue(), there.field("value"))));
    }
    if (entries.isEmpty()) {
      throw where.field("entries").error("", "an entry");
    }
    return new RateLimitDescriptor(entries);
  }

  /** Unset is nothing here. */
  private static Fraction share(
      boolean set, io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent proto, Where where)
      throws ConfigException {
    return set ? Values.fractionOrAll(true, proto, where) : Fraction.NONE;
  }

  static NetworkFilter network(
      io.envoyproxy.envoy.extensions.filters.network.local_ratelimit.v3.LocalRateLimit proto,
      Where where)
      throws ConfigException {
    return new NetworkFilter.LocalRateLimited(
        Values.required(proto.getStatPrefix(), where.field("stat_prefix")),
        bucket(proto.getTokenBucket(), where.field("token_bucket")));
  }

  private static TokenBucketConfig bucket(TokenBucket proto, Where where) throws ConfigException {
    Duration interval = Values.duration(proto.getFillInterval(), where.field("fill_interval"));
    if (interval.compareTo(SHORTEST_INTERVAL) < 0) {
      throw where.field("fill_interval").error(interval.toMillis() + "ms", "50ms or more");
    }
    long capacity = Integer.toUnsignedLong(proto.getMaxTokens());
    long fill = Values.longOr(proto.hasTokensPerFill(), proto.getTokensPerFill(), 1);
    if (capacity == 0) {
      throw where.field("max_tokens").error("0", "1 or more");
    }
    if (fill == 0) {
      throw where.field("tokens_per_fill").error("0", "1 or more");
    }
    return new TokenBucketConfig(capacity, fill, interval);
  }

  static BufferLimit buffer(Buffer proto, Where where) throws ConfigException {
    return new BufferLimit(
        Values.intOf(proto.getMaxRequestBytes().getValue(), 1, where.field("max_request_bytes")));
  }
}
