package io.meshwright.proxy.xds.parse;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig;
import io.meshwright.proxy.snapshot.RetryPolicy;
import io.meshwright.proxy.snapshot.RetryPolicy.Backoff;
import io.meshwright.proxy.snapshot.RetryPolicy.On;
import io.meshwright.proxy.snapshot.RetryPolicy.Placement;
import io.meshwright.proxy.snapshot.RetryPolicy.ResetHeader;
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
  private static final String PREVIOUS_PRIORITIES =
      "envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig";

  private RetryParser() {}

  static RetryPolicy parse(io.envoyproxy.envoy.config.route.v3.RetryPolicy proto, Where where)
      throws ConfigException {
    Set<On> conditions = EnumSet.noneOf(On.class);
    List<Integer> statusCodes = new ArrayList<>(proto.getRetriableStatusCodesList());
    readConditions(proto.getRetryOn(), conditions, statusCodes, where.field("retry_on"));
    return new RetryPolicy(
        conditions,
        statusCodes,
        MatcherParser.headers(proto.getRetriableHeadersList(), "retriable_headers", where),
        MatcherParser.headers(
            proto.getRetriableRequestHeadersList(), "retriable_request_headers", where),
        proto.hasNumRetries()
            ? Values.intOf(proto.getNumRetries().getValue(), 0, where.field("num_retries"))
            : 1,
        Values.durationOrNull(
            proto.hasPerTryTimeout(), proto.getPerTryTimeout(), where.field("per_try_timeout")),
        Values.durationOrNull(
            proto.hasPerTryIdleTimeout(),
            proto.getPerTryIdleTimeout(),
            where.field("per_try_idle_timeout")),
        backoff(proto, where),
        new Placement(
            previousHosts(proto, where),
            (int) Math.clamp(proto.getHostSelectionRetryMaxAttempts(), 1L, Integer.MAX_VALUE),
            leavePrioritiesEvery(proto, where)));
  }

  private static Backoff backoff(io.envoyproxy.envoy.config.route.v3.RetryPolicy proto, Where where)
      throws ConfigException {
    var own = proto.getRetryBackOff();
    Where place = where.field("retry_back_off");
    Duration base =
        Values.durationOr(
            own.hasBaseInterval(),
            own.getBaseInterval(),
            RetryPolicy.DEFAULT_BACKOFF_BASE,
            place.field("base_interval"));
    Duration maximum =
        Values.durationOr(
            own.hasMaxInterval(),
            own.getMaxInterval(),
            Values.times(base, BACKOFF_GROWTH),
            place.field("max_interval"));
    var limited = proto.getRateLimitedRetryBackOff();
    Where there = where.field("rate_limited_retry_back_off");
    List<ResetHeader> headers = new ArrayList<>(limited.getResetHeadersCount());
    for (int i = 0; i < limited.getResetHeadersCount(); i++) {
      var header = limited.getResetHeaders(i);
      headers.add(
          new ResetHeader(
              Values.required(header.getName(), there.item("reset_headers", i).field("name")),
              switch (header.getFormat()) {
                case SECONDS -> false;
                case UNIX_TIMESTAMP -> true;
                case UNRECOGNIZED ->
                    throw there
                        .item("reset_headers", i)
                        .field("format")
                        .error("" + header.getFormatValue(), "SECONDS or UNIX_TIMESTAMP");
              }));
    }
    return new Backoff(
        base,
        maximum,
        headers,
        Values.durationOr(
            limited.hasMaxInterval(),
            limited.getMaxInterval(),
            RetryPolicy.DEFAULT_HEADER_MAXIMUM,
            there.field("max_interval")));
  }

  private static int leavePrioritiesEvery(
      io.envoyproxy.envoy.config.route.v3.RetryPolicy proto, Where where) throws ConfigException {
    if (!proto.hasRetryPriority()) {
      return 0;
    }
    Where there = where.field("retry_priority");
    Any config = proto.getRetryPriority().getTypedConfig();
    if (!Values.typeOf(config).equals(PREVIOUS_PRIORITIES)) {
      throw there.error(
          proto.getRetryPriority().getName(), "envoy.retry_priorities.previous_priorities");
    }
    try {
      return Values.intOf(
          PreviousPrioritiesConfig.parseFrom(config.getValue()).getUpdateFrequency(),
          1,
          there.field("typed_config.update_frequency"));
    } catch (InvalidProtocolBufferException e) {
      throw there.field("typed_config").error(String.valueOf(e.getMessage()), PREVIOUS_PRIORITIES);
    }
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
