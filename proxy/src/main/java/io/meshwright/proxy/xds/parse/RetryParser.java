package io.meshwright.proxy.xds.parse;

import io.meshwright.proxy.snapshot.RetryPolicy;
import io.meshwright.proxy.snapshot.RetryPolicy.On;
import io.meshwright.xds.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** {@code envoy.config.route.v3.RetryPolicy}. */
final class RetryParser {
  private static final int BACKOFF_GROWTH = 10;
  private static final int MAX_STATUS = 599;
  private static final String PREVIOUS_HOSTS =
      "envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate";

  private RetryParser() {}

  static RetryPolicy parse(io.envoyproxy.envoy.config.route.v3.RetryPolicy proto, Where where)
      throws ConfigException {
    Set<On> conditions = EnumSet.noneOf(On.class);
    List<Integer> statusCodes = new ArrayList<>(proto.getRetriableStatusCodesList());
    readConditions(proto.getRetryOn(), conditions, statusCodes, where.field("retry_on"));
    Duration base =
        Values.durationOr(
            proto.getRetryBackOff().hasBaseInterval(),
            proto.getRetryBackOff().getBaseInterval(),
            RetryPolicy.DEFAULT_BACKOFF_BASE,
            where.field("retry_back_off.base_interval"));
    return new RetryPolicy(
        conditions,
        statusCodes,
        MatcherParser.headers(proto.getRetriableHeadersList(), "retriable_headers", where),
        proto.hasNumRetries()
            ? Values.intOf(proto.getNumRetries().getValue(), 0, where.field("num_retries"))
            : 1,
        proto.hasPerTryTimeout()
            ? Values.duration(proto.getPerTryTimeout(), where.field("per_try_timeout"))
            : null,
        proto.hasPerTryIdleTimeout()
            ? Values.duration(proto.getPerTryIdleTimeout(), where.field("per_try_idle_timeout"))
            : null,
        base,
        Values.durationOr(
            proto.getRetryBackOff().hasMaxInterval(),
            proto.getRetryBackOff().getMaxInterval(),
            base.multipliedBy(BACKOFF_GROWTH),
            where.field("retry_back_off.max_interval")),
        previousHosts(proto, where),
        Math.clamp(proto.getHostSelectionRetryMaxAttempts(), 1, Integer.MAX_VALUE));
  }

  /** Envoy takes plain status codes among the conditions for retriable ones; Istio sends such. */
  private static void readConditions(
      String text, Set<On> conditions, List<Integer> statusCodes, Where where)
      throws ConfigException {
    for (String word : text.split(",", -1)) {
      String condition = word.strip();
      if (condition.isEmpty()) {
        continue;
      }
      if (condition.chars().allMatch(c -> c >= '0' && c <= '9')) {
        statusCodes.add(status(condition, where));
        conditions.add(On.RETRIABLE_STATUS_CODES);
      } else {
        conditions.add(condition(condition, where));
      }
    }
  }

  private static int status(String text, Where where) throws ConfigException {
    int status = text.length() > 3 ? 0 : Integer.parseInt(text);
    if (status < 100 || status > MAX_STATUS) {
      throw where.error(text, "a status code");
    }
    return status;
  }

  private static On condition(String word, Where where) throws ConfigException {
    for (On on : On.values()) {
      if (on.word().equals(word)) {
        return on;
      }
    }
    throw where.error(word, "a known retry condition");
  }

  private static boolean previousHosts(
      io.envoyproxy.envoy.config.route.v3.RetryPolicy proto, Where where) throws ConfigException {
    for (int i = 0; i < proto.getRetryHostPredicateCount(); i++) {
      var predicate = proto.getRetryHostPredicate(i);
      boolean known =
          predicate.hasTypedConfig()
              ? Values.typeOf(predicate.getTypedConfig()).equals(PREVIOUS_HOSTS)
              : predicate.getName().equals("envoy.retry_host_predicates.previous_hosts");
      if (!known) {
        throw where
            .item("retry_host_predicate", i)
            .error(predicate.getName(), "envoy.retry_host_predicates.previous_hosts");
      }
    }
    return proto.getRetryHostPredicateCount() > 0;
  }
}
