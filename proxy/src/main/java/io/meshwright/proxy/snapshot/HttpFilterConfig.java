package io.meshwright.proxy.snapshot;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A filter on HTTP requests and responses. */
public sealed interface HttpFilterConfig {

  /**
   * Sends the request to the route's cluster; always last.
   *
   * @param suppressEnvoyHeaders whether {@code x-envoy-*} headers are left out
   */
  record Router(boolean suppressEnvoyHeaders) implements HttpFilterConfig {}

  /** Counts the request in Istio's metrics ({@code istio.stats}). */
  record Stats(StatsConfig config) implements HttpFilterConfig {}

  /**
   * Tells the protocol of the upstream connection from that of the request ({@code istio.alpn}).
   *
   * @param overrides what upstream TLS offers per protocol of the upstream request
   */
  record Alpn(Map<UpstreamProtocol, List<String>> overrides) implements HttpFilterConfig {
    public Alpn {
      EnumMap<UpstreamProtocol, List<String>> copy = new EnumMap<>(UpstreamProtocol.class);
      overrides.forEach((protocol, names) -> copy.put(protocol, List.copyOf(names)));
      overrides = Collections.unmodifiableMap(copy);
    }
  }

  /** Applies the {@link CorsPolicy} of the request's route, if there is one. */
  record Cors() implements HttpFilterConfig {}

  /** Applies a policy, or that of the request's route. */
  record Fault(FaultPolicy policy) implements HttpFilterConfig {}

  /** Lets pass what rules allow, or those of the request's route. */
  record Rbac(AccessControl control) implements HttpFilterConfig {}

  /** Limits requests, or as the request's route says. */
  record LocalRateLimited(LocalRateLimit limit) implements HttpFilterConfig {}

  /** Limits requests as a service counts them. */
  record RateLimited(GlobalRateLimit limit) implements HttpFilterConfig {}

  /**
   * Changes headers, then as the levels of the request's route say.
   *
   * @param innermostWins whether the innermost level comes last
   */
  record HeaderMutation(HeaderRewrites rewrites, boolean innermostWins)
      implements HttpFilterConfig {}

  /** Collects the request's body, up to a limit or that of the request's route. */
  record Buffer(BufferLimit limit) implements HttpFilterConfig {}

  /** Asks a service whether requests may pass. */
  record ExtAuthz(ExternalAuthorization authorization) implements HttpFilterConfig {}

  /** Compresses bodies. */
  record Compressor(Compression compression) implements HttpFilterConfig {}

  /** Decompresses bodies. */
  record Decompressor(Decompression decompression) implements HttpFilterConfig {}

  /** Translates requests of gRPC-Web into gRPC. */
  record GrpcWeb() implements HttpFilterConfig {}

  /**
   * Counts gRPC calls.
   *
   * @param methods that are counted apart
   * @param times whether it is measured how long calls take
   * @param dotsReplaced whether underscores stand for the dots of a service's name
   */
  record GrpcStats(GrpcMethods methods, boolean times, boolean dotsReplaced)
      implements HttpFilterConfig {}

  /** Asks for tokens ({@code envoy.filters.http.jwt_authn}). */
  record JwtAuthn(JwtAuthentication authentication) implements HttpFilterConfig {}

  /** The HTTP version towards the upstream. */
  enum UpstreamProtocol {
    HTTP10,
    HTTP11,
    HTTP2
  }

  /**
   * Exchanges who the two ends are, by the headers {@code x-envoy-peer-metadata} and {@code
   * x-envoy-peer-metadata-id}.
   *
   * @param fromDownstream whether they are read from requests
   * @param fromUpstream whether they are read from responses
   * @param toDownstream whether they are written to responses
   * @param toUpstream whether they are written to requests
   * @param skipExternalClusters whether requests that leave the mesh do not carry them
   */
  record PeerMetadata(
      boolean fromDownstream,
      boolean fromUpstream,
      boolean toDownstream,
      boolean toUpstream,
      boolean skipExternalClusters)
      implements HttpFilterConfig {}
}
