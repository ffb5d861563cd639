package io.meshwright.proxy.http.filter.ratelimit.service;

import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.DescriptorStatus;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.RateLimit;
import io.meshwright.proxy.metadata.wire.Structs;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the service's answers. */
final class LimitAnswers {
  private LimitAnswers() {}

  /**
   * What an answer says.
   *
   * @throws IllegalArgumentException if it has headers that cannot be sent
   */
  static LimitAnswer read(RateLimitResponse response) {
    return new LimitAnswer(
        response.getOverallCode() == RateLimitResponse.Code.OVER_LIMIT,
        headers(response.getRequestHeadersToAddList()),
        headers(response.getResponseHeadersToAddList()),
        limits(response.getStatusesList()),
        response.getRawBody().toStringUtf8(),
        Structs.read(response.getDynamicMetadata()));
  }

  private static HttpHeaders headers(List<HeaderValue> protos) {
    HttpHeaders headers = new DefaultHttpHeaders();
    protos.forEach(header -> headers.add(header.getKey(), header.getValue()));
    return headers;
  }

  /** As in draft 3 of "RateLimit Fields for HTTP": the closest limit, and the windows of all. */
  private static HttpHeaders limits(List<DescriptorStatus> statuses) {
    HttpHeaders headers = new DefaultHttpHeaders();
    @Nullable DescriptorStatus closest = null;
    StringBuilder windows = new StringBuilder();
    for (DescriptorStatus status : statuses) {
      if (status.hasCurrentLimit()) {
        windows.append(window(status.getCurrentLimit()));
        if (closest == null
            || Integer.compareUnsigned(status.getLimitRemaining(), closest.getLimitRemaining())
                < 0) {
          closest = status;
        }
      }
    }
    if (closest != null) {
      String limit = Integer.toUnsignedString(closest.getCurrentLimit().getRequestsPerUnit());
      headers.set("x-ratelimit-limit", limit + windows);
      headers.set("x-ratelimit-remaining", Integer.toUnsignedString(closest.getLimitRemaining()));
      headers.set("x-ratelimit-reset", Long.toString(closest.getDurationUntilReset().getSeconds()));
    }
    return headers;
  }

  private static String window(RateLimit limit) {
    int seconds =
        switch (limit.getUnit()) {
          case SECOND -> 1;
          case MINUTE -> 60;
          case HOUR -> 60 * 60;
          case DAY -> 24 * 60 * 60;
          case WEEK -> 7 * 24 * 60 * 60;
          case MONTH -> 30 * 24 * 60 * 60;
          case YEAR -> 365 * 24 * 60 * 60;
          case UNKNOWN, UNRECOGNIZED -> 0;
        };
    if (seconds == 0) {
      return "";
    }
    String name = limit.getName().isEmpty() ? "" : ";name=\"" + limit.getName() + "\"";
    return ", " + Integer.toUnsignedString(limit.getRequestsPerUnit()) + ";w=" + seconds + name;
  }
}
