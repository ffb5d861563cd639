package io.meshwright.runtime.policy;

import io.meshwright.crd.networking.HttpRoute;
import io.meshwright.runtime.model.traffic.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses {@code retries} (istio-features VS19, VS20). */
final class RetryParser {

  private final Problems problems;

  RetryParser(Problems problems) {
    this.problems = problems;
  }

  RetryPolicy parse(String path, HttpRoute.@Nullable HttpRetry retry) {
    if (retry == null) {
      return new RetryPolicy.MeshDefault();
    }
    int attempts = problems.integer(path + ".attempts", retry.attempts(), 0, 0, 1000);
    Duration perTry = limit(path + ".perTryTimeout", retry.perTryTimeout());
    Duration backoff = problems.positiveDuration(path + ".backoff", retry.backoff());
    List<String> conditions = new ArrayList<>();
    List<Integer> codes = new ArrayList<>();
    for (String word : HttpRouteParser.orEmpty(retry.retryOn()).split(",", -1)) {
      String condition = word.strip();
      if (condition.matches("\\d{3}")) {
        codes.add(Integer.valueOf(condition));
      } else if (condition.matches("[a-z0-9-]*[a-z][a-z0-9-]*")) {
        conditions.add(condition);
      } else if (!condition.isEmpty()) {
        problems.add(path + ".retryOn", condition, "conditions and status codes");
      }
    }
    if (attempts == 0) {
      return new RetryPolicy.Disabled();
    }
    return new RetryPolicy.Custom(
        attempts,
        perTry,
        List.copyOf(conditions),
        List.copyOf(codes),
        Boolean.TRUE.equals(retry.retryRemoteLocalities()),
        !Boolean.FALSE.equals(retry.retryIgnorePreviousHosts()),
        backoff);
  }

  private @Nullable Duration limit(String path, @Nullable String text) {
    Duration limit = problems.duration(path, text);
    return limit == null || limit.isZero() ? null : limit;
  }
}
