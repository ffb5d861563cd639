package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.GrpcMethods;
import io.meshwright.proxy.snapshot.HttpFilter;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.proxy.testing.ChangedCluster;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.Http2Peer;
import io.meshwright.proxy.testing.Http2Upstream;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.netty.handler.codec.http2.Http2Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** gRPC-Web in both modes, and what is counted of gRPC. */
final class GrpcWebTest {
  private static final String LISTENER = "it";

  /** Two messages of three bytes. */
  private static final String MESSAGES = "\0\0\0\0\3abc\0\0\0\0\3def";

  private static final String TRAILERS = "\u0080\0\0\0\17grpc-status:0\r\n";

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String decoded(String text) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < text.length(); i += 4) {
      all.append(
          new String(
              Base64.getDecoder().decode(text.substring(i, i + 4)), StandardCharsets.ISO_8859_1));
    }
    return all.toString();
  }

  /** Answers with what came as a body, in gRPC. */
  private static Http2Upstream server() {
    return Http2Upstream.serve(
        new Http2Settings(),
        peer -> {
          while (true) {
            Http2Peer.Stream stream = peer.accept();
            Http2Peer.Event call = stream.all();
            stream.headers(
                false,
                ":status",
                "200",
                "content-type",
                "application/grpc",
                "x-asked",
                call.headers().get("content-type") + "," + call.headers().get("te"));
            stream.data(call.data(), false);
            stream.headers(true, "grpc-status", "0");
          }
        });
  }

  private static ProxyUnderTest proxy(Http2Upstream upstream, GrpcMethods apart) {
    return new ProxyUnderTest()
        .with(ChangedCluster.speaking(Gen.cluster("up", upstream.address()), Gen.HTTP_2))
        .with(
            Gen.listener(
                LISTENER,
                Gen.http(
                    List.of(
                        HttpFilter.of("web", new HttpFilterConfig.GrpcWeb()),
                        HttpFilter.of("stats", new HttpFilterConfig.GrpcStats(apart, true, true))),
                    Gen.route("up"))))
        .serve();
  }

  private static ProxyUnderTest proxy(Http2Upstream upstream) {
    return proxy(upstream, new GrpcMethods.All());
  }

  private static RawClient.Response call(RawClient client, String mode, String body)
      throws IOException {
    return client
        .send(
            "POST /shop.Cart/Add HTTP/1.1\r\nHost: test\r\ncontent-type: "
                + mode
                + "\r\naccept: "
                + mode
                + "\r\ncontent-length: "
                + body.length()
                + "\r\n\r\n"
                + body)
        .read();
  }

  @Test
  void trailersAreTheLastFrameOfTheBody() throws Exception {
    try (Http2Upstream upstream = server();
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      RawClient.Response response = call(client, "application/grpc-web+proto", MESSAGES);
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("content-type")).isEqualTo("application/grpc-web+proto");
      assertThat(response.header("x-asked")).isEqualTo("application/grpc,trailers");
      assertThat(response.body()).isEqualTo(MESSAGES + TRAILERS);
    }
  }

  @Test
  void textIsBase64InBothDirections() throws Exception {
    try (Http2Upstream upstream = server();
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      // padding may end each message
      String body = base64(MESSAGES.substring(0, 8)) + base64(MESSAGES.substring(8));
      RawClient.Response response = call(client, "application/grpc-web-text", body);
      assertThat(response.header("content-type")).isEqualTo("application/grpc-web-text+proto");
      assertThat(decoded(response.body())).isEqualTo(MESSAGES + TRAILERS);
    }
  }

  @Test
  void textThatIsNoBase64IsRefused() throws Exception {
    try (Http2Upstream upstream = server();
        ProxyUnderTest proxy = proxy(upstream)) {
      for (String body : List.of("%%%%", "AAAAA")) {
        try (RawClient client = proxy.connect(LISTENER)) {
          RawClient.Response response = call(client, "application/grpc-web-text", body);
          assertThat(response.header("grpc-status")).isEqualTo("13");
        }
      }
    }
  }

  @Test
  void localAnswersAreOnesOfGrpcWeb() throws Exception {
    try (ProxyUnderTest proxy =
            new ProxyUnderTest()
                .with(Gen.cluster("up"))
                .with(
                    Gen.listener(
                        LISTENER,
                        Gen.http(
                            List.of(HttpFilter.of("web", new HttpFilterConfig.GrpcWeb())),
                            Gen.route("up"))))
                .serve();
        RawClient client = proxy.connect(LISTENER)) {
      RawClient.Response response = call(client, "application/grpc-web", "");
      assertThat(response.header("content-type")).isEqualTo("application/grpc-web+proto");
      assertThat(response.header("grpc-status")).isEqualTo("14");
    }
  }

  @Test
  void otherRequestsPassAsTheyAre() throws Exception {
    try (Http2Upstream upstream = Http2Upstream.echo();
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(call(client, "text/plain", "plain").body()).endsWith("plain");
      assertThat(proxy.metrics()).doesNotContain("envoy_cluster_grpc");
    }
  }

  @Test
  void callsAndMessagesAreCountedByMethod() throws Exception {
    try (Http2Upstream upstream = server();
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      call(client, "application/grpc-web", MESSAGES);
      String[] labels = {
        "cluster_name=\"up\"", "grpc_bridge_service=\"shop_Cart\"", "grpc_bridge_method=\"Add\""
      };
      assertThat(proxy.metric("envoy_cluster_grpc_total", labels)).isOne();
      assertThat(proxy.metric("envoy_cluster_grpc_success", labels)).isOne();
      assertThat(proxy.metric("envoy_cluster_grpc_0", labels)).isOne();
      assertThat(proxy.metric("envoy_cluster_grpc_request_message_count", labels)).isEqualTo(2);
      assertThat(proxy.metric("envoy_cluster_grpc_response_message_count", labels)).isEqualTo(2);
      assertThat(proxy.metric("envoy_cluster_grpc_upstream_rq_time_count", labels)).isOne();
    }
  }

  @Test
  void methodsThatAreNotListedAreCountedTogether() throws Exception {
    try (Http2Upstream upstream = server();
        ProxyUnderTest proxy =
            proxy(upstream, new GrpcMethods.Listed(Map.of("shop.Cart", Set.of("Empty"))));
        RawClient client = proxy.connect(LISTENER)) {
      call(client, "application/grpc-web", MESSAGES);
      assertThat(proxy.metrics()).contains("envoy_cluster_grpc_total{cluster_name=\"up\"} 1");
    }
  }
}
