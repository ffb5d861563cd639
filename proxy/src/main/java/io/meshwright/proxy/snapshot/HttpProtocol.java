package io.meshwright.proxy.snapshot;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The options of the HTTP versions, for both directions. */
public final class HttpProtocol {
  private HttpProtocol() {}

  /**
   * Options of every HTTP version.
   *
   * @param idleTimeout without a request; zero is no limit
   * @param maxConnectionDuration absent is no limit
   * @param maxStreamDuration absent is no limit
   * @param maxRequestsPerConnection 0 is no limit
   * @param maxHeaders number of headers
   * @param underscores what is done with header names that hold an underscore
   */
  public record Common(
      Duration idleTimeout,
      @Nullable Duration maxConnectionDuration,
      @Nullable Duration maxStreamDuration,
      long maxRequestsPerConnection,
      int maxHeaders,
      Underscores underscores) {

    /** Envoy's values when unset. */
    public static final Common DEFAULT =
        new Common(Duration.ofHours(1), null, null, 0, 100, Underscores.ALLOW);
  }

  /** What is done with header names that hold an underscore. */
  public enum Underscores {
    ALLOW,
    REJECT_REQUEST,
    DROP_HEADER
  }

  /**
   * Options of HTTP/1.
   *
   * @param allowAbsoluteUrl whether {@code GET http://host/path} is taken as a request for that
   *     host
   * @param acceptHttp10 whether HTTP/1.0 requests are served
   * @param defaultHostForHttp10 the host of HTTP/1.0 requests without one; may be empty
   * @param keepHeaderCase whether header names keep the case in which they came
   */
  public record Http1(
      boolean allowAbsoluteUrl,
      boolean acceptHttp10,
      String defaultHostForHttp10,
      boolean keepHeaderCase) {

    /** Envoy's values when unset. */
    public static final Http1 DEFAULT = new Http1(true, false, "", false);
  }

  /**
   * Options of HTTP/2.
   *
   * @param maxConcurrentStreams 1 to 2^31-1
   * @param streamWindow bytes, 65 535 to 2^31-1
   * @param connectionWindow bytes, 65 535 to 2^31-1
   * @param allowConnect whether extended CONNECT (RFC 8441) is offered
   * @param keepalive absent sends no pings
   */
  public record Http2(
      int maxConcurrentStreams,
      int streamWindow,
      int connectionWindow,
      boolean allowConnect,
      @Nullable Keepalive keepalive) {

    /**
     * When unset. The windows are smaller than Envoy's 16 and 24 MiB, because a peer that stops
     * reading can make this process keep as much; they are enough for 10 Gbit/s at 0.8 ms.
     */
    public static final Http2 DEFAULT = new Http2(1024, 1 << 20, 4 << 20, false, null);
  }

  /**
   * Pings on an HTTP/2 connection, which is closed when they are not answered.
   *
   * @param interval between them; zero: none are sent
   * @param jitterPercent random share of the interval added to it, at most
   * @param timeout of an answer, since the peer was last heard
   * @param idle after so long without a word of the peer one is sent before a stream is opened;
   *     zero: never
   */
  public record Keepalive(
      Duration interval, double jitterPercent, Duration timeout, Duration idle) {
    /** Envoy's {@code interval_jitter} when unset. */
    public static final double DEFAULT_JITTER = 15;
  }

  /** Which HTTP a cluster is spoken to in. */
  public sealed interface Upstream {
    /** What is common to all versions. */
    Common common();

    /** For connections in HTTP/2, if there are any. */
    Http2 http2();

    /** HTTP/1.1 only. */
    record Http1Only(Common common, Http1 http1) implements Upstream {
      @Override
      public Http2 http2() {
        return Http2.DEFAULT;
      }
    }

    /** HTTP/2 with prior knowledge only. */
    record Http2Only(Common common, Http2 http2) implements Upstream {}

    /** The version in which the request came. */
    record SameAsDownstream(Common common, Http1 http1, Http2 http2) implements Upstream {}

    /** What ALPN of the upstream TLS decides. */
    record ByAlpn(Common common, Http1 http1, Http2 http2) implements Upstream {}
  }
}
