package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.testing.ChangedCluster;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.Http2Peer;
import io.meshwright.proxy.testing.Http2Upstream;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import io.netty.handler.codec.http2.Http2Settings;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Answers that never end, such as server-sent events: each event reaches the client while the
 * upstream waits for the test to let it send the next one.
 */
final class StreamingTest {
  private static final String LISTENER = "it";
  private static final int EVENTS = 3;

  private final BlockingQueue<Integer> permits = new LinkedBlockingQueue<>();

  private void await() {
    try {
      permits.poll(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Upstream events() throws IOException {
    return new Upstream(
        (self, client) -> {
          self.head(client);
          client.send(
              "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
                  + "transfer-encoding: chunked\r\n\r\n");
          for (int i = 0; i < EVENTS; i++) {
            await();
            client.send("9\r\ndata: " + i + "\n\n\r\n");
          }
          // the answer stays open until the client leaves
          client.rest();
        });
  }

  private Http2Upstream http2Events() {
    return Http2Upstream.serve(
        new Http2Settings(),
        peer -> {
          Http2Peer.Stream stream = peer.accept();
          stream.headers(false, ":status", "200", "content-type", "text/event-stream");
          for (int i = 0; i < EVENTS; i++) {
            await();
            stream.data("data: " + i + "\n\n", false);
          }
          stream.next();
          stream.next();
        });
  }

  private void readOverHttp1(RawClient client) throws IOException {
    client.get("/events");
    String line = client.line();
    while (!line.isEmpty()) {
      line = client.line();
    }
    for (int i = 0; i < EVENTS; i++) {
      permits.add(i);
      assertThat(client.line()).isEqualTo("9");
      assertThat(client.bytes(9)).isEqualTo("data: " + i + "\n\n");
      client.line();
    }
  }

  private void readOverHttp2(Http2Peer client) {
    Http2Peer.Stream stream = client.get("/events");
    assertThat(stream.next().headers()).containsEntry(":status", "200");
    for (int i = 0; i < EVENTS; i++) {
      permits.add(i);
      assertThat(stream.next().data()).isEqualTo("data: " + i + "\n\n");
    }
  }

  @Test
  void eventsOfHttp1ReachClientsOfBothVersionsAtOnce() throws Exception {
    try (Upstream upstream = events();
        ProxyUnderTest proxy = ProxyUnderTest.forwarding(LISTENER, upstream.address());
        RawClient one = proxy.connect(LISTENER);
        Http2Peer two = Http2Peer.connect(proxy.address(LISTENER))) {
      readOverHttp1(one);
      readOverHttp2(two);
    }
  }

  @Test
  void eventsOfHttp2ReachClientsOfBothVersionsAtOnce() throws Exception {
    try (Http2Upstream upstream = http2Events();
        ProxyUnderTest proxy =
            ProxyUnderTest.forwarding(
                LISTENER,
                ChangedCluster.speaking(Gen.cluster("up", upstream.address()), Gen.HTTP_2));
        RawClient one = proxy.connect(LISTENER)) {
      readOverHttp1(one);
    }
    try (Http2Upstream upstream = http2Events();
        ProxyUnderTest proxy =
            ProxyUnderTest.forwarding(
                LISTENER,
                ChangedCluster.speaking(Gen.cluster("up", upstream.address()), Gen.HTTP_2));
        Http2Peer two = Http2Peer.connect(proxy.address(LISTENER))) {
      readOverHttp2(two);
    }
  }
}
