package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meshwright.proxy.snapshot.NetworkFilter;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nobody reads faster than the other side takes (RS-F13: bounded memory). */
final class BackPressureTest {
  private static final String LISTENER = "in";
  private static final String PIECE = "x".repeat(64 * 1024);

  /** Far more than the kernel's buffers of four sockets and the proxy's own watermarks hold. */
  private static final long MOST = 64L << 20;

  static Stream<Named<NetworkFilter>> kinds() {
    return Stream.of(Named.of("HTTP", Gen.http(Gen.route("up"))), Named.of("TCP", Gen.tcp("up")));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void anUpstreamThatSendsMoreThanItsClientReadsIsHeldBack(NetworkFilter kind) throws Exception {
    AtomicLong sent = new AtomicLong();
    try (Upstream upstream =
            new Upstream(
                (up, server) -> {
                  up.head(server);
                  server.send("HTTP/1.1 200 OK\r\n\r\n");
                  flood(server, sent);
                });
        ProxyUnderTest proxy =
            new ProxyUnderTest()
                .with(Gen.cluster("up", upstream.address()))
                .with(Gen.listener(LISTENER, kind))
                .serve();
        RawClient client = proxy.connect(LISTENER)) {
      client.get("/");
      await().until(() -> sent.get() > 0);

      await()
          .during(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(60))
          .until(sent::get, new Unchanged()::test);

      assertThat(sent.get()).isLessThan(MOST);
      long before = sent.get();
      client.bytes((int) Math.min(before, 8 << 20));
      await().until(() -> sent.get() > before);
    }
  }

  private static void flood(RawClient server, AtomicLong sent) throws IOException {
    while (sent.get() < MOST) {
      server.send(PIECE);
      sent.addAndGet(PIECE.length());
    }
  }

  /** Whether a number is what it was at the last look. */
  private static final class Unchanged {
    private long last = -1;

    boolean test(long value) {
      boolean same = value == last;
      last = value;
      return same;
    }
  }
}
