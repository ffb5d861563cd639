package io.meshwright.proxy.snapshot;

import com.google.re2j.Pattern;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done with a request. */
public sealed interface RouteAction {

  /**
   * It is sent to a cluster.
   *
   * @param timeout of the whole request including retries, from its last byte; zero is no limit
   * @param idleTimeout of the stream, instead of the connection manager's; absent keeps that
   * @param maxGrpcTimeout upper limit of a gRPC request's own {@code grpc-timeout}, which then
   *     replaces {@code timeout}; absent ignores that header, zero puts no limit on it
   * @param retry absent: the virtual host's, or none
   * @param upgrades instead of the connection manager's, where named
   * @param clusterMissingStatus 503 or 404
   */
  record Forward(
      ClusterTarget target,
      Duration timeout,
      @Nullable Duration idleTimeout,
      @Nullable Duration maxGrpcTimeout,
      @Nullable RetryPolicy retry,
      PathRewrite path,
      HostRewrite host,
      List<HttpConnectionManager.Upgrade> upgrades,
      int clusterMissingStatus)
      implements RouteAction {

    /** Envoy's {@code timeout} when unset. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);

    public Forward {
      upgrades = List.copyOf(upgrades);
    }
  }

  /**
   * It is answered with another location.
   *
   * @param scheme empty keeps the request's
   * @param host empty keeps the request's
   * @param port 0 keeps the request's, unless the scheme changes
   * @param status 301, 302, 303, 307 or 308
   */
  record Redirect(
      String scheme, String host, int port, PathRewrite path, int status, boolean stripQuery)
      implements RouteAction {}

  /** It is answered here. */
  record DirectResponse(int status, String body) implements RouteAction {}

  /** What becomes of the path. */
  sealed interface PathRewrite {
    /** It stays. */
    record Keep() implements PathRewrite {}

    /** The whole path is replaced, the query stays. */
    record Full(String path) implements PathRewrite {}

    /** The part that matched (prefix, or the whole path) is replaced. */
    record Prefix(String replacement) implements PathRewrite {}

    /** Each match is replaced; {@code substitution} in RE2's form with {@code \1}. */
    record Regex(Pattern pattern, String substitution) implements PathRewrite {}
  }

  /** What becomes of the host. */
  sealed interface HostRewrite {
    /** It stays. */
    record Keep() implements HostRewrite {}

    /** It is replaced; the old one is appended to {@code x-forwarded-host} if asked. */
    record Literal(String host, boolean appendForwardedHost) implements HostRewrite {}

    /** The name of the endpoint chosen, in DNS clusters. */
    record Upstream(boolean appendForwardedHost) implements HostRewrite {}
  }
}
