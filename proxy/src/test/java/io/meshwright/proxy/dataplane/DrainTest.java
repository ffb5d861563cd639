package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meshwright.proxy.snapshot.OverloadPolicy;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class DrainTest {
  private static final String LISTENER = "http";
  private static final Duration LONG = Duration.ofMinutes(1);

  private static ProxyUnderTest proxy(Upstream upstream) {
    return ProxyUnderTest.forwarding(LISTENER, upstream.address());
  }

  /** Takes a request at once, and answers {@code ok} when it is told to. */
  private static Upstream answeringAfter(CompletableFuture<Void> told) throws IOException {
    return new Upstream(
        (up, client) -> {
          up.head(client);
          told.join();
          client.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        });
  }

  @Test
  void newConnectionsAreServedWhileItDrainsAndAskedToLeave() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream);
        RawClient before = proxy.connect(LISTENER)) {
      assertThat(before.get("/").read().header("connection")).isEmpty();
      proxy.dataPlane().beginDrain();
      try (RawClient after = proxy.connect(LISTENER)) {
        assertThat(after.get("/").read().header("connection")).isEqualTo("close");
      }
      RawClient.Response last = before.get("/").read();
      assertThat(last.body()).isEqualTo("a");
      assertThat(last.header("connection")).isEqualTo("close");
      assertThat(before.rest()).isEmpty();
    }
  }

  @Test
  void aDrainWaitsForTheRequestsThatAreOpen() throws Exception {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    try (Upstream upstream = answeringAfter(answer);
        ProxyUnderTest proxy = proxy(upstream)) {
      CompletableFuture<Void> drained;
      try (RawClient client = proxy.connect(LISTENER)) {
        client.get("/");
        upstream.awaitRequests(1);
        drained = proxy.dataPlane().drain(LONG).toCompletableFuture();
        answer.complete(null);
        assertThat(client.read().body()).isEqualTo("ok");
      }
      drained.get(10, TimeUnit.SECONDS);
      assertThat(proxy.dataPlane().boundListeners()).isEmpty();
    }
  }

  @Test
  void aRequestThatCameLastIsAnsweredAfterTheGrace() throws Exception {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    try (Upstream upstream = answeringAfter(answer);
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      client.get("/");
      upstream.awaitRequests(1);
      CompletableFuture<Void> drained =
          proxy.dataPlane().drain(Duration.ZERO).toCompletableFuture();
      await().until(() -> proxy.dataPlane().boundListeners().isEmpty());
      answer.complete(null);
      assertThat(client.read().body()).isEqualTo("ok");
      drained.get(10, TimeUnit.SECONDS);
    }
  }

  /** The only loop stands still, so clients are connected that nobody has accepted. */
  @Test
  void whomTheKernelHasLetInIsAnswered() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    List<RawClient> clients = new ArrayList<>();
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy =
            new ProxyUnderTest(OverloadPolicy.DEFAULT, 1, () -> id(blocked, release))
                .with(Gen.cluster("up", upstream.address()))
                .with(Gen.listener(LISTENER, Gen.http(Gen.route("up"))))
                .serveAndWait()) {
      clients.add(proxy.connect(LISTENER).get("/"));
      blocked.await();
      for (int i = 0; i < 8; i++) {
        clients.add(proxy.connect(LISTENER).get("/"));
      }
      CompletableFuture<Void> drained =
          proxy.dataPlane().drain(Duration.ZERO).toCompletableFuture();
      await().until(() -> proxy.dataPlane().boundListeners().isEmpty());
      release.countDown();
      for (RawClient client : clients) {
        assertThat(client.read().body()).isEqualTo("a");
        client.close();
      }
      drained.get(10, TimeUnit.SECONDS);
    } finally {
      release.countDown();
    }
  }

  private static String id(CountDownLatch asked, CountDownLatch release) {
    asked.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return "id";
  }

  @Test
  void aClientThatStaysHoldsADrainNoLongerThanItsGrace() throws Exception {
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream);
        RawClient client = proxy.connect(LISTENER)) {
      client.get("/").read();
      proxy
          .dataPlane()
          .drain(Duration.ofMillis(200))
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
      assertThat(client.rest()).isEmpty();
    }
  }
}
