package io.meshwright.proxy.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.metadata.RequestMetadata;
import io.meshwright.proxy.snapshot.FilterOverrides;
import io.meshwright.proxy.snapshot.HeaderMutations;
import io.meshwright.proxy.snapshot.RouteAction;
import io.meshwright.proxy.snapshot.RouteConfiguration;
import io.meshwright.proxy.snapshot.VirtualHost;
import io.meshwright.proxy.testing.Gen;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Hosts that are not served without TLS (Envoy's {@code require_tls}). */
final class RequiredTlsTest {
  private final RouteTable table =
      RouteTable.of(
          new RouteConfiguration(
              "routes",
              List.of(
                  new VirtualHost(
                      "secure",
                      List.of("*"),
                      List.of(Gen.route("/", new RouteAction.DirectResponse(200, "here"))),
                      HeaderMutations.NONE,
                      FilterOverrides.NONE,
                      List.of(),
                      null,
                      true,
                      false,
                      false)),
              HeaderMutations.NONE,
              false,
              FilterOverrides.NONE,
              false));

  @Test
  void plaintextIsSentToHttpsBeforeRoutesAreLookedAt() {
    assertThat(actionFor("http")).isInstanceOf(RouteAction.ToHttps.class);
  }

  @Test
  void requestOverTlsIsRouted() {
    assertThat(actionFor("https")).isInstanceOf(RouteAction.DirectResponse.class);
  }

  private RouteAction actionFor(String scheme) {
    RequestHead head =
        new RequestHead(
            "GET",
            scheme,
            "a.example.com",
            "/",
            new DefaultHttpHeaders().set("x-forwarded-proto", scheme));
    return Objects.requireNonNull(
            table.find(head, new RequestMetadata(), RandomGenerator.getDefault()))
        .route()
        .action();
  }
}
