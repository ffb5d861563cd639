package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.config.core.v3.HttpUri;
import io.envoyproxy.envoy.config.core.v3.RetryPolicy;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtProvider;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.RemoteJwks;
import io.meshwright.proxy.snapshot.JwtAuthentication.ClaimHeader;
import io.meshwright.proxy.snapshot.JwtAuthentication.Claims;
import io.meshwright.proxy.snapshot.JwtAuthentication.Forwarding;
import io.meshwright.proxy.snapshot.JwtAuthentication.HeaderLocation;
import io.meshwright.proxy.snapshot.JwtAuthentication.Keys;
import io.meshwright.proxy.snapshot.JwtAuthentication.Locations;
import io.meshwright.xds.ConfigException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code envoy.extensions.filters.http.jwt_authn.v3.JwtProvider}. */
final class JwtProviderParser {
  /** Envoy's, where the configuration says none. */
  private static final Duration SKEW = Duration.ofSeconds(60);

  private static final Duration KEY_LIFE = Duration.ofMinutes(10);
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);
  private static final int LONGEST_PAUSE = 10;

  private JwtProviderParser() {}

  static io.meshwright.proxy.snapshot.JwtAuthentication.JwtProvider parse(
      String name, JwtProvider proto, Where where) throws ConfigException {
    return new io.meshwright.proxy.snapshot.JwtAuthentication.JwtProvider(
        name,
        new Claims(
            proto.getIssuer(),
            proto.getAudiencesList(),
            proto.hasSubjects()
                ? MatcherParser.text(proto.getSubjects(), where.field("subjects"))
                : null,
            proto.getRequireExpiration(),
            Values.durationOrNull(
                proto.hasMaxLifetime(), proto.getMaxLifetime(), where.field("max_lifetime")),
            proto.getClockSkewSeconds() == 0
                ? SKEW
                : Duration.ofSeconds(Integer.toUnsignedLong(proto.getClockSkewSeconds()))),
        switch (proto.getJwksSourceSpecifierCase()) {
          case LOCAL_JWKS ->
              new Keys.Local(
                  Values.data(proto.getLocalJwks(), where.field("local_jwks")).toStringUtf8());
          case REMOTE_JWKS -> remote(proto.getRemoteJwks(), where.field("remote_jwks"));
          case JWKSSOURCESPECIFIER_NOT_SET -> throw where.error("", "local_jwks or remote_jwks");
        },
        locations(proto, where),
        forwarding(proto, where));
  }

  private static Keys.Remote remote(RemoteJwks proto, Where where) throws ConfigException {
    Where there = where.field("http_uri");
    HttpUri http = proto.getHttpUri();
    URI uri = uri(http.getUri(), there.field("uri"));
    RetryPolicy retry = proto.getRetryPolicy();
    Where pauses = where.field("retry_policy.retry_back_off");
    Duration pause =
        Values.durationOr(
            retry.getRetryBackOff().hasBaseInterval(),
            retry.getRetryBackOff().getBaseInterval(),
            RETRY_PAUSE,
            pauses.field("base_interval"));
    int retries =
        Values.intOf(
            (int) Values.longOr(retry.hasNumRetries(), retry.getNumRetries(), 1),
            0,
            where.field("retry_policy.num_retries"));
    return new Keys.Remote(
        Values.required(http.getCluster(), there.field("cluster")),
        uri.getRawAuthority(),
        path(uri),
        Values.duration(http.getTimeout(), there.field("timeout")),
        Values.durationOr(
            proto.hasCacheDuration(),
            proto.getCacheDuration(),
            KEY_LIFE,
            where.field("cache_duration")),
        proto.hasRetryPolicy() ? retries : 0,
        pause,
        Values.durationOr(
            retry.getRetryBackOff().hasMaxInterval(),
            retry.getRetryBackOff().getMaxInterval(),
            Values.times(pause, LONGEST_PAUSE),
            pauses.field("max_interval")));
  }

  private static URI uri(String text, Where where) throws ConfigException {
    try {
      URI uri = new URI(text);
      if (uri.getRawAuthority() != null) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // said below
    }
    throw where.error(text, "a URI with a host");
  }

  private static String path(URI uri) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  private static Locations locations(JwtProvider proto, Where where) throws ConfigException {
    List<HeaderLocation> headers = new ArrayList<>();
    for (int i = 0; i < proto.getFromHeadersCount(); i++) {
      var header = proto.getFromHeaders(i);
      headers.add(
          new HeaderLocation(
              header(header.getName(), where.item("from_headers", i).field("name")),
              header.getValuePrefix()));
    }
    if (headers.isEmpty() && proto.getFromParamsCount() == 0 && proto.getFromCookiesCount() == 0) {
      return new Locations(
          List.of(new HeaderLocation("authorization", "Bearer ")),
          List.of("access_token"),
          List.of());
    }
    return new Locations(headers, proto.getFromParamsList(), proto.getFromCookiesList());
  }

  private static Forwarding forwarding(JwtProvider proto, Where where) throws ConfigException {
    List<ClaimHeader> claims = new ArrayList<>();
    for (int i = 0; i < proto.getClaimToHeadersCount(); i++) {
      var claim = proto.getClaimToHeaders(i);
      Where there = where.item("claim_to_headers", i);
      claims.add(
          new ClaimHeader(
              header(claim.getHeaderName(), there.field("header_name")),
              List.of(
                  Values.required(claim.getClaimName(), there.field("claim_name"))
                      .split("\\.", -1))));
    }
    return new Forwarding(
        proto.getForward(),
        proto.getForwardPayloadHeader().toLowerCase(Locale.ROOT),
        proto.getPadForwardPayloadHeader(),
        claims,
        proto.getPayloadInMetadata(),
        proto.getHeaderInMetadata(),
        proto.getClearRouteCache());
  }

  private static String header(String name, Where where) throws ConfigException {
    return Values.required(name, where).toLowerCase(Locale.ROOT);
  }
}
