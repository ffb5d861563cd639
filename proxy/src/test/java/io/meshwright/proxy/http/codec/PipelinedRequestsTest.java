package io.meshwright.proxy.http.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Requests that a client sends ahead, each answered by the proxy itself as soon as it has ended.
 */
final class PipelinedRequestsTest {
  private static final String GET = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\n";

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final FuzzedRequests requests = new FuzzedRequests();

  @BeforeEach
  void anHttp1Connection() {
    Http1ServerConnection.install(
        channel,
        new Http1ServerConnection.Settings(
            new Http1Limits(4096, 20), "http", true, 0, Duration.ZERO, Duration.ZERO),
        requests);
  }

  @AfterEach
  void theConnectionEnds() {
    channel.finishAndReleaseAll();
  }

  private void sends(String bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
    channel.checkException();
  }

  @Test
  void aBodyBelongsToTheRequestThatItCameWith() {
    sends(GET + POST + "abc" + GET);
    assertThat(requests.seen())
        .containsExactly(
            "GET a / [] ends ", "POST a / [content-length=3]abc ends ", "GET a / [] ends ");
  }

  @Test
  void aRequestWhoseBodyIsOnItsWayHasNotEnded() {
    sends(GET + POST);
    assertThat(requests.seen()).containsExactly("GET a / [] ends ");
    sends("abc");
    assertThat(requests.seen()).hasSize(2).last().isEqualTo("POST a / [content-length=3]abc ends ");
  }

  @Test
  void aThousandRequestsAtOnceTakeNoStack() {
    List<String> all = Collections.nCopies(1_000, GET);
    sends(String.join("", all));
    assertThat(requests.seen()).hasSize(1_000);
  }
}
