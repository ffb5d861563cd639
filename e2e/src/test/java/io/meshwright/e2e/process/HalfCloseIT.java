package io.meshwright.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshwright.e2e.process.MutualPair.Kinds;
import io.meshwright.e2e.process.Sidecar.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each direction of an opaque connection through mutual TLS ends on its own, whosever the proxies
 * on the way are.
 */
@Tag("process")
@Tag("after-0.1.0")
final class HalfCloseIT {
  private static final int ANSWERS_LAST = 9000;
  private static final int ENDS_FIRST = 9001;
  private static final int RESETS = 9002;

  /** More than what is between client and server keeps. */
  private static final String LONG = "0123456789abcdef".repeat(1 << 18);

  static Stream<Kinds> proxies() {
    return Stream.of(
        new Kinds(Kind.MESHWRIGHT, Kind.MESHWRIGHT),
        new Kinds(Kind.MESHWRIGHT, Kind.ENVOY),
        new Kinds(Kind.ENVOY, Kind.MESHWRIGHT),
        new Kinds(Kind.ENVOY, Kind.ENVOY));
  }

  @ParameterizedTest
  @MethodSource("proxies")
  void theOtherDirectionGoesOnUntilItEndsToo(Kinds kinds) throws Exception {
    BlockingQueue<String> received = new ArrayBlockingQueue<>(1);
    try (MutualPair pair =
        MutualPair.start(HalfCloseIT.class, "half-close", kinds, pod -> serve(pod, received))) {
      try (Socket client = connect(pair, ANSWERS_LAST)) {
        say(client, LONG);
        client.shutdownOutput();
        assertThat(rest(client)).isEqualTo(LONG.length() + LONG);
      }
      try (Socket client = connect(pair, ANSWERS_LAST)) {
        client.shutdownOutput();
        assertThat(rest(client)).isEqualTo("0" + LONG);
      }
      try (Socket client = connect(pair, ENDS_FIRST)) {
        assertThat(rest(client)).isEqualTo(LONG);
        say(client, LONG);
        client.shutdownOutput();
        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo(LONG);
      }
      try (Socket client = connect(pair, RESETS)) {
        client.shutdownOutput();
        assertThatThrownBy(() -> rest(client)).isInstanceOf(SocketException.class);
      }
    }
  }

  private static void serve(Pod server, BlockingQueue<String> received) {
    server.accept(
        ANSWERS_LAST,
        socket -> {
          String all = rest(socket);
          say(socket, all.length() + LONG);
        });
    server.accept(
        ENDS_FIRST,
        socket -> {
          say(socket, LONG);
          socket.shutdownOutput();
          received.add(rest(socket));
        });
    server.accept(
        RESETS,
        socket -> {
          rest(socket);
          socket.setSoLinger(true, 0);
        });
  }

  private static Socket connect(MutualPair pair, int port) throws IOException {
    Socket socket = pair.client().connect(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }
}
