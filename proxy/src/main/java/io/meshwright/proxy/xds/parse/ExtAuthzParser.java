package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.AuthorizationResponse;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.BufferSettings;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthz;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.HttpService;
import io.envoyproxy.envoy.type.matcher.v3.ListStringMatcher;
import io.meshwright.proxy.snapshot.ExternalAuthorization;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Answer;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Body;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Failure;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Header;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Question;
import io.meshwright.proxy.snapshot.StringMatcher;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code envoy.extensions.filters.http.ext_authz.v3.ExtAuthz} with an HTTP service. */
final class ExtAuthzParser {
  private static final int FORBIDDEN = 403;

  private ExtAuthzParser() {}

  static ExternalAuthorization parse(ExtAuthz proto, Where where) throws ConfigException {
    if (proto.getServicesCase() != ExtAuthz.ServicesCase.HTTP_SERVICE) {
      throw where.error(proto.getServicesCase().toString(), "http_service");
    }
    int status = proto.getStatusOnError().getCodeValue();
    return new ExternalAuthorization(
        question(proto, where),
        answer(
            proto.getHttpService().getAuthorizationResponse(),
            where.field("http_service.authorization_response")),
        new Failure(
            proto.getFailureModeAllow(),
            proto.getFailureModeAllowHeaderAdd(),
            status == 0 ? FORBIDDEN : status),
        proto.hasWithRequestBody()
            ? body(proto.getWithRequestBody(), where.field("with_request_body"))
            : null,
        Values.fractionOrAll(
            proto.hasFilterEnabled(), proto.getFilterEnabled(), where.field("filter_enabled")),
        proto.getDenyAtDisable().getDefaultValue().getValue());
  }

  private static Question question(ExtAuthz proto, Where where) throws ConfigException {
    HttpService service = proto.getHttpService();
    Where there = where.field("http_service");
    List<StringMatcher> headers =
        new ArrayList<>(matchers(proto.getAllowedHeaders(), where.field("allowed_headers")));
    headers.addAll(deprecatedHeaders(service, there));
    List<Header> additions = new ArrayList<>();
    for (var header : service.getAuthorizationRequest().getHeadersToAddList()) {
      additions.add(new Header(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
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
            where.field("allowed_client_headers_on_success")));
  }

  private static List<StringMatcher> matchers(ListStringMatcher proto, Where where)
      throws ConfigException {
    List<StringMatcher> matchers = new ArrayList<>(proto.getPatternsCount());
    for (int i = 0; i < proto.getPatternsCount(); i++) {
      matchers.add(MatcherParser.text(proto.getPatterns(i), where.item("patterns", i)));
    }
    return matchers;
  }

  private static Body body(BufferSettings proto, Where where) throws ConfigException {
    return new Body(
        Values.intOf(proto.getMaxRequestBytes(), 1, where.field("max_request_bytes")),
        proto.getAllowPartialMessage());
  }
}
