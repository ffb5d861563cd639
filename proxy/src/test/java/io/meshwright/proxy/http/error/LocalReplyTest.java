package io.meshwright.proxy.http.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.http.codec.RequestHead;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;

final class LocalReplyTest {

  private static LocalReply reply(ProxyError error, HttpHeaders headers) {
    RequestHead request = new RequestHead("POST", "http", "shop", "/", headers);
    return LocalReply.of(error, "", 503, request);
  }

  @Test
  void requestThatWasShedIsToldApartFromOneThatFailed() {
    HttpHeaders plain = new DefaultHttpHeaders();
    HttpHeaders grpc = new DefaultHttpHeaders().set("content-type", "application/grpc");

    assertThat(reply(ProxyError.OVERFLOW, plain).head().headers().get("x-envoy-overloaded"))
        .isEqualTo("true");
    assertThat(reply(ProxyError.OVERFLOW, grpc).head().headers().get("x-envoy-overloaded"))
        .isEqualTo("true");
    assertThat(
            reply(ProxyError.CONNECT_FAILED, plain).head().headers().contains("x-envoy-overloaded"))
        .isFalse();
  }
}
