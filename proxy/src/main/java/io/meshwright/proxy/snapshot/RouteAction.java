package io.meshwright.proxy.snapshot;

import com.google.re2j.Pattern;
import io.meshwright.proxy.snapshot.RouteMatch.Fraction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done with a request. */
public sealed interface RouteAction {

  /**
   * It is sent to a cluster.
   *
   * @param retry absent: the virtual host's, or none
   * @param upgrades instead of the connection manager's, where named
   * @param clusterMissingStatus 503, 404 or 500
   * @param mirrors who gets a copy too
   * @param hashing by what hosts are chosen where the cluster's policy hashes; empty: by chance
   */
  record Forward(
      ClusterTarget target,
      RouteTimes times,
      @Nullable RetryPolicy retry,
      PathRewrite path,
      HostRewrite host,
      List<HttpConnectionManager.Upgrade> upgrades,
      int clusterMissingStatus,
      List<Mirror> mirrors,
      List<HashPolicy> hashing)
      implements RouteAction {

    public Forward {
      upgrades = List.copyOf(upgrades);
      mirrors = List.copyOf(mirrors);
      hashing = List.copyOf(hashing);
    }
  }

  /**
   * Sends a copy of a share of the requests to another cluster and takes no notice of the answer.
   *
   * @param hostSuffix whether {@code -shadow} is appended to the copy's host
   */
  record Mirror(String cluster, Fraction fraction, boolean hostSuffix) {}

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

  /** It is answered with the same location, port and all, by https and 301. */
  record ToHttps() implements RouteAction {}

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

    /** The value of a request header, if it has one. */
    record Header(String name, boolean appendForwardedHost) implements HostRewrite {}

    /** The path without its query, each match of an expression replaced. */
    record PathRegex(Pattern pattern, String substitution, boolean appendForwardedHost)
        implements HostRewrite {}

    /** The name of the endpoint chosen, in DNS clusters. */
    record Upstream(boolean appendForwardedHost) implements HostRewrite {}
  }
}
