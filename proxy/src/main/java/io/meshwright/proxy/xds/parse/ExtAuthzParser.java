package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.AuthorizationResponse;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.BufferSettings;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.CheckSettings;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthz;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.HttpService;
import io.envoyproxy.envoy.type.matcher.v3.ListStringMatcher;
import io.meshwright.proxy.snapshot.ExternalAuthorization;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Answer;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Body;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Check;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Failure;
import io.meshwright.proxy.snapshot.ExternalAuthorization.OnRoute;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Question;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Service;
import io.meshwright.proxy.snapshot.HeaderValue;
import io.meshwright.proxy.snapshot.StringMatcher;
import io.meshwright.xds.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code envoy.extensions.filters.http.ext_authz.v3.ExtAuthz}. */
final class ExtAuthzParser {
  private static final int FORBIDDEN = 403;

  /** Envoy's, where the configuration says none. */
  private static final Duration GRPC_TIMEOUT = Duration.ofMillis(200);

  private ExtAuthzParser() {}

  static ExternalAuthorization parse(ExtAuthz proto, Where where) throws ConfigException {
    int status = proto.getStatusOnError().getCodeValue();
    return new ExternalAuthorization(
        switch (proto.getServicesCase()) {
          case HTTP_SERVICE ->
              new Service.Http(
                  question(proto, where),
                  answer(
                      proto.getHttpService().getAuthorizationResponse(),
                      where.field("http_service.authorization_response")));
          case GRPC_SERVICE ->
              new Service.Grpc(
                  GrpcServiceParser.parse(
                      proto.getGrpcService(), GRPC_TIMEOUT, where.field("grpc_service")),
                  check(proto, where));
          case SERVICES_NOT_SET -> throw where.error("", "grpc_service or http_service");
        },
        new Failure(
            proto.getFailureModeAllow(),
            proto.getFailureModeAllowHeaderAdd(),
            status == 0 ? FORBIDDEN : status),
        body(proto.hasWithRequestBody(), proto.getWithRequestBody(), where),
        Values.fractionOrAll(
            proto.hasFilterEnabled(), proto.getFilterEnabled(), where.field("filter_enabled")),
        proto.getDenyAtDisable().getDefaultValue().getValue());
  }

  static OnRoute onRoute(CheckSettings proto, Where where) throws ConfigException {
    return new OnRoute(
        proto.getContextExtensionsMap(),
        proto.getDisableRequestBodyBuffering(),
        body(proto.hasWithRequestBody(), proto.getWithRequestBody(), where));
  }

  private static Check check(ExtAuthz proto, Where where) throws ConfigException {
    return new Check(
        matchers(proto.getAllowedHeaders(), where.field("allowed_headers")),
        matchers(proto.getDisallowedHeaders(), where.field("disallowed_headers")),
        proto.getEncodeRawHeaders(),
        proto.getIncludePeerCertificate(),
        proto.getIncludeTlsSession(),
        proto.getMetadataContextNamespacesList());
  }

  private static Question question(ExtAuthz proto, Where where) throws ConfigException {
    HttpService service = proto.getHttpService();
    Where there = where.field("http_service");
    List<StringMatcher> headers =
        new ArrayList<>(matchers(proto.getAllowedHeaders(), where.field("allowed_headers")));
    headers.addAll(deprecatedHeaders(service, there));
    List<HeaderValue> additions = new ArrayList<>();
    for (var header : service.getAuthorizationRequest().getHeadersToAddList()) {
      additions.add(new HeaderValue(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
    }
    return new Question(
        Values.required(service.getServerUri().getCluster(), there.field("server_uri.cluster")),
        Values.duration(service.getServerUri().getTimeout(), there.field("server_uri.timeout")),
        service.getPathPrefix(),
        headers,
        matchers(proto.getDisallowedHeaders(), where.field("disallowed_headers")),
        additions);
  }

  @SuppressWarnings("deprecation") // control planes still send it here
  private static List<StringMatcher> deprecatedHeaders(HttpService service, Where where)
      throws ConfigException {
    return matchers(
        service.getAuthorizationRequest().getAllowedHeaders(),
        where.field("authorization_request.allowed_headers"));
  }

  private static Answer answer(AuthorizationResponse proto, Where where) throws ConfigException {
    return new Answer(
        matchers(proto.getAllowedUpstreamHeaders(), where.field("allowed_upstream_headers")),
        matchers(
            proto.getAllowedUpstreamHeadersToAppend(),
            where.field("allowed_upstream_headers_to_append")),
        matchers(proto.getAllowedClientHeaders(), where.field("allowed_client_headers")),
        matchers(
            proto.getAllowedClientHeadersOnSuccess(),
            where.field("allowed_client_headers_on_success")),
        matchers(
            proto.getDynamicMetadataFromHeaders(), where.field("dynamic_metadata_from_headers")));
  }

  private static List<StringMatcher> matchers(ListStringMatcher proto, Where where)
      throws ConfigException {
    List<StringMatcher> matchers = new ArrayList<>(proto.getPatternsCount());
    for (int i = 0; i < proto.getPatternsCount(); i++) {
      matchers.add(MatcherParser.text(proto.getPatterns(i), where.item("patterns", i)));
    }
    return matchers;
  }

  private static @Nullable Body body(boolean set, BufferSettings proto, Where where)
      throws ConfigException {
    return set
        ? new Body(
            Values.intOf(
                proto.getMaxRequestBytes(), 1, where.field("with_request_body.max_request_bytes")),
            proto.getAllowPartialMessage(),
            proto.getPackAsBytes())
        : null;
  }
}
