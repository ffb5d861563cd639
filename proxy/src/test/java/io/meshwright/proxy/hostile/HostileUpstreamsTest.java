package io.meshwright.proxy.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that lie (rows H1-11 to H1-13): whoever comes next gets an answer of its own. */
final class HostileUpstreamsTest {

  private static final String LISTENER = "in";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nx: a\u0000b\r\n\r\n",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nabc",
        "ICY 200 OK\r\n\r\n",
        "garbage\r\n\r\n",
      })
  void whatIsNoAnswerBecomes502(String answer) throws IOException {
    try (Upstream upstream = answering(answer, "");
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER);
        RawClient bystander = proxy.connect(LISTENER)) {
      assertThat(client.get("/first").read().status()).isBetween(502, 503);
      assertThat(bystander.get("/second").read().body()).isEqualTo("/second");
    }
  }

  /** H1-12: bytes after the end of an answer are nobody's answer. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\ncontent-length: 10\r\n\r\n",
      })
  void surplusIsNotTheNextAnswer(String answer) throws IOException {
    String surplus = "HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\npoisoned";
    try (Upstream upstream = answering(answer, surplus);
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      client.get("/first").read();
      for (int i = 0; i < 10; i++) {
        RawClient.Response next = client.get("/next" + i).read();
        assertThat(next.body()).doesNotContain("poisoned");
        assertThat(next.body()).isIn("/next" + i, "upstream connect error or disconnect/reset");
      }
    }
  }

  /** H1-12: a body after HEAD is not read as an answer to the next request. */
  @Test
  void bodyAfterHeadIsNobodysAnswer() throws IOException {
    try (Upstream upstream =
            answering(
                "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nbad");
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      client.send("HEAD /first HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.read(false).status()).isEqualTo(200);
      assertThat(client.get("/next").read().body()).isEqualTo("/next");
    }
  }

  @Test
  void stormOfInterimAnswersIsCut() throws IOException {
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  up.head(client);
                  for (int i = 0; i < 100_000; i++) {
                    client.send("HTTP/1.1 103 Early Hints\r\nx: y\r\n\r\n");
                  }
                });
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      RawClient.Response answer = client.get("/").read();
      int interim = 0;
      while (answer.status() == 103) {
        interim++;
        answer = client.read();
      }
      assertThat(answer.status()).isBetween(502, 503);
      assertThat(interim).isLessThan(1_000);
    }
  }

  /** H1-11: an answer before the end of the request leaves nothing for the next request. */
  @Test
  void earlyAnswerEndsTheConnectionToTheUpstream() throws IOException {
    List<String> after = new CopyOnWriteArrayList<>();
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  if (up.head(client).startsWith("POST")) {
                    client.send("HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\n\r\n");
                    after.add(client.rest());
                  } else {
                    client.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
                  }
                });
        ProxyUnderTest proxy = proxy(upstream);
        RawClient early = proxy.connect(LISTENER);
        RawClient next = proxy.connect(LISTENER)) {
      early.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nGET /smuggled");
      assertThat(early.read().status()).isEqualTo(413);
      assertThat(next.get("/next").read().body()).isEqualTo("ok");
      Awaitility.await().until(() -> !after.isEmpty());
      assertThat(after.getFirst()).isIn("", "GET /smuggled");
    }
  }

  /** H1-14: what stands before a bad request is answered, what follows is never carried out. */
  @Test
  void badRequestAmongPipelinedOnesEndsTheConnection() throws IOException {
    try (Origin origin = new Origin();
        ProxyUnderTest proxy = proxy(origin.upstream());
        RawClient client = proxy.connect(LISTENER)) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 100; i++) {
        all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: a");
        all.append(i == 50 ? "\r\nHost: b\r\n\r\n" : "\r\n\r\n");
      }
      client.send(all.toString());
      for (int i = 0; i < 50; i++) {
        assertThat(client.read().status()).isEqualTo(200);
      }
      assertThat(client.read().status()).isEqualTo(400);
      assertThat(client.rest()).isEmpty();
      assertThat(origin.begun()).isEqualTo(50);
    }
  }

  /** H1-13: after a refused upgrade, what was sent ahead is a request like any other. */
  @Test
  void bytesAheadOfARefusedUpgradePassThroughTheProxysRules() throws IOException {
    try (Upstream upstream =
            new Upstream(
                (up, client) -> {
                  up.head(client);
                  client.send("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
                  up.head(client);
                  client.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
                });
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      client.send(
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
              + "GET /a/../ahead HTTP/1.1\r\nHost: a\r\nX-Envoy-Original-Url: /x\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(403);
      assertThat(client.read().body()).isEqualTo("ok");
      assertThat(upstream.heads().getLast())
          .startsWith("GET /ahead HTTP/1.1\n")
          .doesNotContainIgnoringCase("x-envoy-original-url");
    }
  }

  private static ProxyUnderTest proxy(Upstream upstream) {
    return ProxyUnderTest.forwarding(LISTENER, upstream.address());
  }

  /** Gives the first request of all this answer and surplus, and each other one its own path. */
  private static Upstream answering(String answer, String surplus) throws IOException {
    AtomicInteger requests = new AtomicInteger();
    return new Upstream(
        (up, client) -> {
          while (true) {
            String head = up.head(client);
            if (head.isEmpty()) {
              return;
            }
            if (requests.getAndIncrement() == 0) {
              client.send(answer + surplus);
            } else {
              String path = head.split(" ", 3)[1];
              client.send(
                  "HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s".formatted(path.length(), path));
            }
          }
        });
  }
}
