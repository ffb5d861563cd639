package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.BoolValue;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.QueryParameter;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.DeniedHttpResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import io.envoyproxy.envoy.type.v3.StatusCode;
import io.meshwright.proxy.snapshot.ExternalAuthorization;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Body;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Check;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Failure;
import io.meshwright.proxy.snapshot.ExternalAuthorization.OnRoute;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Service;
import io.meshwright.proxy.snapshot.FilterOverrides;
import io.meshwright.proxy.snapshot.GrpcTarget;
import io.meshwright.proxy.snapshot.HeaderValue;
import io.meshwright.proxy.snapshot.HttpFilter;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.proxy.snapshot.RouteMatch.Fraction;
import io.meshwright.proxy.testing.ChangedCluster;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.GrpcService;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** External authorization over gRPC, with grpc-java as the service. */
final class GrpcExtAuthzTest {
  private static final String LISTENER = "http";
  private static final Failure DENY = new Failure(false, false, 403);
  private static final Check TELL_ALL =
      new Check(List.of(), List.of(), false, false, false, List.of());
  private static final int PERMISSION_DENIED = 7;

  private static GrpcService<CheckRequest> service(
      Function<CheckRequest, @Nullable CheckResponse> script) {
    return GrpcService.serve(
        "envoy.service.auth.v3.Authorization/Check",
        CheckRequest.getDefaultInstance(),
        CheckResponse.getDefaultInstance(),
        script);
  }

  private static ExternalAuthorization config(
      Failure failure, @Nullable Body body, Duration timeout) {
    return new ExternalAuthorization(
        new Service.Grpc(
            new GrpcTarget("authz", "authz.test", timeout, List.of(new HeaderValue("x-asks", "p"))),
            TELL_ALL),
        failure,
        body,
        Fraction.ALL,
        false);
  }

  private static ExternalAuthorization config() {
    return config(DENY, null, Duration.ofSeconds(20));
  }

  private static ProxyUnderTest proxy(
      Upstream upstream, GrpcService<?> service, ExternalAuthorization config) {
    FilterOverrides route =
        new FilterOverrides(
            Map.of(
                "authz",
                new FilterOverrides.Change.Settings(
                    new OnRoute(Map.of("route", "all"), false, null))));
    return new ProxyUnderTest()
        .with(Gen.cluster("up", upstream.address()))
        .with(ChangedCluster.speaking(Gen.cluster("authz", service.address()), Gen.HTTP_2))
        .with(
            Gen.listener(
                LISTENER,
                Gen.http(
                    List.of(HttpFilter.of("authz", new HttpFilterConfig.ExtAuthz(config))),
                    Gen.withFilters(Gen.route("up"), route))))
        .serve();
  }

  private static HeaderValueOption header(String name, String value) {
    return HeaderValueOption.newBuilder()
        .setHeader(
            io.envoyproxy.envoy.config.core.v3.HeaderValue.newBuilder()
                .setKey(name)
                .setValue(value))
        .build();
  }

  @SuppressWarnings("deprecation") // it is what the protocol is about
  private static HeaderValueOption appended(String name, String value) {
    return header(name, value).toBuilder().setAppend(BoolValue.of(true)).build();
  }

  @Test
  void theServiceIsToldOfTheRequestAndChangesIt() throws Exception {
    CheckResponse said =
        CheckResponse.newBuilder()
            .setOkResponse(
                OkHttpResponse.newBuilder()
                    .addHeaders(header("x-identity", "someone"))
                    .addHeaders(appended("x-user", "more"))
                    .addHeaders(appended("x-nobody", "nothing"))
                    .addHeaders(header("content-length", "1"))
                    .addHeadersToRemove("X-Secret")
                    .addQueryParametersToRemove("gone")
                    .addQueryParametersToSet(
                        QueryParameter.newBuilder().setKey("added").setValue("a b"))
                    .addResponseHeadersToAdd(header("x-granted", "yes")))
            .build();
    try (Upstream upstream = Upstream.echo("a");
        GrpcService<CheckRequest> service = service(_ -> said);
        ProxyUnderTest proxy = proxy(upstream, service, config());
        RawClient client = proxy.connect(LISTENER)) {
      client.send(
          "POST /x?gone=1&kept=%20 HTTP/1.1\r\nhost: t\r\nx-user: good\r\nx-secret: 1\r\n"
              + "x-identity: forged\r\ncontent-length: 4\r\n\r\nbody");
      RawClient.Response response = client.read();
      assertThat(response.body()).isEqualTo("abody");
      assertThat(response.header("x-granted")).isEqualTo("yes");
      assertThat(upstream.heads().getFirst())
          .startsWith("POST /x?kept=%20&added=a%20b HTTP/1.1\n")
          .contains("x-identity: someone\n", "x-user: good,more\n", "content-length: 4\n")
          .doesNotContain("x-secret", "forged", "x-nobody");
      AttributeContext told = service.questions().getFirst().getAttributes();
      assertThat(told.getRequest().getHttp().getPath()).isEqualTo("/x?gone=1&kept=%20");
      assertThat(told.getRequest().getHttp().getProtocol()).isEqualTo("HTTP/1.1");
      assertThat(told.getRequest().getHttp().getHeadersMap())
          .containsEntry(":method", "POST")
          .containsEntry(":authority", "t")
          .containsEntry("x-secret", "1")
          .doesNotContainKey("x-envoy-auth-partial-body");
      assertThat(told.getContextExtensionsMap()).containsExactly(Map.entry("route", "all"));
      assertThat(told.getSource().getAddress().getSocketAddress().getPortValue()).isPositive();
      assertThat(service.header("x-asks")).isEqualTo("p");
      assertThat(service.header("grpc-timeout")).isEqualTo("20000000u");
      assertThat(proxy.metric("envoy_http_ext_authz_ok")).isOne();
    }
  }

  @Test
  void aRequestThatIsDeniedGetsTheServicesAnswer() throws Exception {
    CheckResponse said =
        CheckResponse.newBuilder()
            .setStatus(Status.newBuilder().setCode(PERMISSION_DENIED))
            .setDeniedResponse(
                DeniedHttpResponse.newBuilder()
                    .setStatus(HttpStatus.newBuilder().setCode(StatusCode.Unauthorized))
                    .addHeaders(header("www-authenticate", "Bearer"))
                    .addHeaders(header("content-type", "text/html"))
                    .setBody("who? no"))
            .build();
    try (Upstream upstream = Upstream.echo("a");
        GrpcService<CheckRequest> service = service(_ -> said);
        ProxyUnderTest proxy = proxy(upstream, service, config());
        RawClient client = proxy.connect(LISTENER)) {
      RawClient.Response response = client.get("/").read();
      assertThat(response.status()).isEqualTo(401);
      assertThat(response.body()).isEqualTo("who? no");
      assertThat(response.header("www-authenticate")).isEqualTo("Bearer");
      assertThat(response.header("content-type")).isEqualTo("text/html");
      assertThat(upstream.requests()).isZero();
      assertThat(proxy.metric("envoy_http_ext_authz_denied")).isOne();
    }
  }

  @Test
  void aServiceThatFailsOrIsLateDoesNotLetPass() throws Exception {
    Duration soon = Duration.ofMillis(100);
    try (Upstream upstream = Upstream.echo("a");
        GrpcService<CheckRequest> broken =
            service(
                _ -> {
                  throw io.grpc.Status.UNAVAILABLE.asRuntimeException();
                });
        GrpcService<CheckRequest> silent = service(_ -> null);
        GrpcService<CheckRequest> wrong =
            service(
                _ ->
                    CheckResponse.newBuilder()
                        .setOkResponse(
                            OkHttpResponse.newBuilder().addHeaders(header("x", "a\r\nb: c")))
                        .build())) {
      for (GrpcService<CheckRequest> service : List.of(broken, silent, wrong)) {
        Failure unavailable = new Failure(false, false, 503);
        try (ProxyUnderTest strict = proxy(upstream, service, config(unavailable, null, soon));
            RawClient client = strict.connect(LISTENER)) {
          assertThat(client.get("/").read().status()).isEqualTo(503);
          assertThat(strict.metric("envoy_http_ext_authz_error")).isOne();
        }
      }
      assertThat(upstream.requests()).isZero();
      try (ProxyUnderTest lax =
              proxy(upstream, silent, config(new Failure(true, true, 0), null, soon));
          RawClient client = lax.connect(LISTENER)) {
        assertThat(client.get("/").read().status()).isEqualTo(200);
        assertThat(upstream.heads().getFirst()).contains("x-envoy-auth-failure-mode-allowed: true");
      }
    }
  }

  @Test
  void theBeginningOfTheBodyIsTold() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        GrpcService<CheckRequest> service = service(_ -> CheckResponse.getDefaultInstance());
        ProxyUnderTest proxy =
            proxy(
                upstream, service, config(DENY, new Body(6, true, true), Duration.ofSeconds(20)));
        RawClient client = proxy.connect(LISTENER)) {
      client.send("POST / HTTP/1.1\r\nhost: t\r\ncontent-length: 12\r\n\r\ngood body, 1");
      assertThat(client.read().body()).isEqualTo("agood body, 1");
      AttributeContext.HttpRequest told =
          service.questions().getFirst().getAttributes().getRequest().getHttp();
      assertThat(told.getRawBody().toStringUtf8()).isEqualTo("good b");
      assertThat(told.getHeadersMap()).containsEntry("x-envoy-auth-partial-body", "true");
    }
  }
}
