package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happens to requests that match. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HttpRoute(
    @JsonPropertyDescription("Shown in access logs.") @Nullable String name,
    @JsonPropertyDescription("Any of these must match; none matches all.") List<HttpMatch> match,
    @JsonPropertyDescription("Weighted destinations.") List<HttpRouteDestination> route,
    @JsonPropertyDescription("Answer with a redirect.") @Nullable HttpRedirect redirect,
    @JsonPropertyDescription("Answer without a destination.")
        @Nullable HttpDirectResponse directResponse,
    @JsonPropertyDescription("Take the routes of another VirtualService.")
        @Nullable Delegate delegate,
    @JsonPropertyDescription("Change path or host before sending on.")
        @Nullable HttpRewrite rewrite,
    @JsonPropertyDescription("Limit of the whole exchange, as in 10s; none by default.")
        @Nullable String timeout,
    @JsonPropertyDescription("Attempts after the first.") @Nullable HttpRetry retries,
    @JsonPropertyDescription("Faults made on purpose.") @Nullable HttpFaultInjection fault,
    @JsonPropertyDescription("Where copies go.") @Nullable Destination mirror,
    @JsonPropertyDescription("Several destinations of copies.") List<HttpMirror> mirrors,
    @JsonPropertyDescription("Share of requests that mirror copies.")
        @Nullable Percent mirrorPercentage,
    @JsonPropertyDescription("Older form of mirrorPercentage.") @Nullable Integer mirrorPercent,
    @JsonProperty("mirror_percent") @JsonPropertyDescription("Another spelling of mirrorPercent.")
        @Nullable Integer mirrorPercentUnderscore,
    @JsonPropertyDescription("Cross-origin requests.") @Nullable CorsPolicy corsPolicy,
    @JsonPropertyDescription("Changes to headers.") @Nullable Headers headers) {
  public HttpRoute {
    match = Absent.listOf(match);
    route = Absent.listOf(route);
    mirrors = Absent.listOf(mirrors);
  }

  /** Selects requests; all fields must match. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record HttpMatch(
      @JsonPropertyDescription("Added to the route's name.") @Nullable String name,
      @JsonPropertyDescription("The request's path.") @Nullable StringMatch uri,
      @JsonPropertyDescription("http or https.") @Nullable StringMatch scheme,
      @JsonPropertyDescription("The request's method.") @Nullable StringMatch method,
      @JsonPropertyDescription("The Host or :authority header.") @Nullable StringMatch authority,
      @JsonPropertyDescription("Lower-case header names and the values wanted.")
          Map<String, StringMatch> headers,
      @JsonPropertyDescription("Headers that must not match.")
          Map<String, StringMatch> withoutHeaders,
      @JsonPropertyDescription("Query parameters and the values wanted.")
          Map<String, StringMatch> queryParams,
      @JsonPropertyDescription("The port of the listener.") @Nullable Integer port,
      @JsonPropertyDescription("Whether the path is compared without regard to case.")
          @Nullable Boolean ignoreUriCase,
      @JsonPropertyDescription("Labels of the client workloads to which this applies.")
          Map<String, String> sourceLabels,
      @JsonPropertyDescription("The namespace of the client workloads to which this applies.")
          @Nullable String sourceNamespace,
      @JsonPropertyDescription("The gateways to which this applies.") List<String> gateways,
      @JsonPropertyDescription("Prefix of statistics of the route.") @Nullable String statPrefix) {
    public HttpMatch {
      headers = Absent.mapOf(headers);
      withoutHeaders = Absent.mapOf(withoutHeaders);
      queryParams = Absent.mapOf(queryParams);
      sourceLabels = Absent.mapOf(sourceLabels);
      gateways = Absent.listOf(gateways);
    }
  }

  /** A weighted destination of requests. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record HttpRouteDestination(
      @JsonPropertyDescription("Where requests go.") @Nullable Destination destination,
      @JsonPropertyDescription("Share relative to the others.") @Nullable Integer weight,
      @JsonPropertyDescription("Changes to headers for this destination.")
          @Nullable Headers headers) {}

  /** Answers with a redirect. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record HttpRedirect(
      @JsonPropertyDescription("Replaces the path.") @Nullable String uri,
      @JsonPropertyDescription("Replaces the matched prefix of the path.")
          @Nullable String prefixRewrite,
      @JsonPropertyDescription("Replaces the host.") @Nullable String authority,
      @JsonPropertyDescription("Replaces the port.") @Nullable Integer port,
      @JsonPropertyDescription("FROM_PROTOCOL_DEFAULT or FROM_REQUEST_PORT.")
          @Nullable String derivePort,
      @JsonPropertyDescription("Replaces the scheme.") @Nullable String scheme,
      @JsonPropertyDescription("301, 302, 303, 307 or 308; 301 by default.")
          @Nullable Integer redirectCode) {}

  /** Answers without a destination. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record HttpDirectResponse(
      @JsonPropertyDescription("The status code.") @Nullable Integer status,
      @JsonPropertyDescription("The body.") @Nullable HttpBody body) {}

  /** A fixed body. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record HttpBody(
      @JsonPropertyDescription("As text.") @Nullable String string,
      @JsonPropertyDescription("As base64.") @Nullable String bytes) {}

  /** Changes to the request line. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record HttpRewrite(
      @JsonPropertyDescription("Replaces the path, or the matched prefix of it.")
          @Nullable String uri,
      @JsonPropertyDescription("Replaces the host.") @Nullable String authority,
      @JsonPropertyDescription("Replaces parts of the path.")
          @Nullable RegexRewrite uriRegexRewrite) {}

  /** A replacement by regular expression. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record RegexRewrite(
      @JsonPropertyDescription("RE2 expression.") @Nullable String match,
      @JsonPropertyDescription("The replacement, with \\\\1 for groups.")
          @Nullable String rewrite) {}

  /** When and how often a request is tried again. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record HttpRetry(
      @JsonPropertyDescription("How often; 0 disables.") @Nullable Integer attempts,
      @JsonPropertyDescription("Limit of one attempt, as in 10s.") @Nullable String perTryTimeout,
      @JsonPropertyDescription("Comma-separated conditions or status codes.")
          @Nullable String retryOn,
      @JsonPropertyDescription("Whether other localities are tried.")
          @Nullable Boolean retryRemoteLocalities,
      @JsonPropertyDescription("Whether hosts already tried are avoided.")
          @Nullable Boolean retryIgnorePreviousHosts,
      @JsonPropertyDescription("Shortest pause between attempts, as in 25ms.")
          @Nullable String backoff) {}

  /** Faults made on purpose. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record HttpFaultInjection(
      @JsonPropertyDescription("Delays.") @Nullable FaultDelay delay,
      @JsonPropertyDescription("Aborts.") @Nullable FaultAbort abort) {}

  /** Delays requests. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record FaultDelay(
      @JsonPropertyDescription("How long, as in 5s.") @Nullable String fixedDelay,
      @JsonPropertyDescription("Not implemented by any version.") @Nullable String exponentialDelay,
      @JsonPropertyDescription("Share of requests.") @Nullable Percent percentage,
      @JsonPropertyDescription("Older form of percentage.") @Nullable Integer percent) {}

  /** Aborts requests. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record FaultAbort(
      @JsonPropertyDescription("The status code to answer with.") @Nullable Integer httpStatus,
      @JsonPropertyDescription("The gRPC status to answer with.") @Nullable String grpcStatus,
      @JsonPropertyDescription("Not implemented by any version.") @Nullable String http2Error,
      @JsonPropertyDescription("Share of requests.") @Nullable Percent percentage) {}

  /** Copies requests to another destination; its answers are dropped. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record HttpMirror(
      @JsonPropertyDescription("Where copies go.") @Nullable Destination destination,
      @JsonPropertyDescription("Share of requests; all by default.")
          @Nullable Percent percentage) {}

  /** Cross-origin requests of browsers. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record CorsPolicy(
      @JsonPropertyDescription("Origins that are allowed.") List<StringMatch> allowOrigins,
      @JsonPropertyDescription("Older form of allowOrigins.") List<String> allowOrigin,
      @JsonPropertyDescription("Methods that are allowed.") List<String> allowMethods,
      @JsonPropertyDescription("Headers that are allowed.") List<String> allowHeaders,
      @JsonPropertyDescription("Headers that scripts may read.") List<String> exposeHeaders,
      @JsonPropertyDescription("How long browsers may cache the answer, as in 24h.")
          @Nullable String maxAge,
      @JsonPropertyDescription("Whether credentials may be sent.")
          @Nullable Boolean allowCredentials,
      @JsonPropertyDescription("FORWARD or IGNORE.") @Nullable String unmatchedPreflights) {
    public CorsPolicy {
      allowOrigins = Absent.listOf(allowOrigins);
      allowOrigin = Absent.listOf(allowOrigin);
      allowMethods = Absent.listOf(allowMethods);
      allowHeaders = Absent.listOf(allowHeaders);
      exposeHeaders = Absent.listOf(exposeHeaders);
    }
  }

  /** The VirtualService that holds the routes. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Delegate(
      @JsonPropertyDescription("Its name.") @Nullable String name,
      @JsonPropertyDescription("Its namespace; the same by default.") @Nullable String namespace) {}
}
