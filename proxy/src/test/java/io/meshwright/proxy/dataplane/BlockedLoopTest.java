package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meshwright.proxy.snapshot.OverloadPolicy;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** One event loop of two stands still; clients of the other do not notice, and metrics do. */
final class BlockedLoopTest {
  private static final int CLIENTS = 8;

  private final AtomicBoolean blocksNext = new AtomicBoolean();
  private final CountDownLatch blocked = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  @Test
  void theOthersServeAndTheWatchdogCounts() throws Exception {
    OverloadPolicy watching = new OverloadPolicy(Duration.ofMillis(20), 0, 0, List.of());
    List<RawClient> clients = new ArrayList<>();
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy =
            new ProxyUnderTest(watching, 2, this::requestId)
                .with(Gen.cluster("up", upstream.address()))
                .with(Gen.listener("http", Gen.http(Gen.route("up"))))
                .serveAndWait();
        ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(proxy.connect("http"));
        assertThat(status(clients.get(i))).isEqualTo(200);
      }
      blocksNext.set(true);
      Future<Integer> unlucky = calls.submit(() -> status(clients.getFirst()));
      blocked.await();
      List<Future<Integer>> others =
          clients.stream().skip(1).map(client -> calls.submit(() -> status(client))).toList();
      // connections are dealt to the loops in turns
      await().until(() -> others.stream().filter(Future::isDone).count() == CLIENTS / 2);
      await().until(() -> metric(proxy, "envoy_server_watchdog_mega_miss") >= 1);
      assertThat(metric(proxy, "envoy_server_watchdog_miss")).isGreaterThanOrEqualTo(1);
      assertThat(unlucky.isDone()).isFalse();
      release.countDown();
      assertThat(unlucky.get()).isEqualTo(200);
      for (Future<Integer> other : others) {
        assertThat(other.get()).isEqualTo(200);
      }
      for (RawClient client : clients) {
        client.close();
      }
    } finally {
      release.countDown();
    }
  }

  /** Called on the loop that serves the request. */
  private String requestId() {
    if (blocksNext.compareAndSet(true, false)) {
      blocked.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return "id";
  }

  private static int status(RawClient client) throws Exception {
    return client.get("/").read().status();
  }

  private static long metric(ProxyUnderTest proxy, String name) {
    return proxy
        .metrics()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
        .sum();
  }
}
