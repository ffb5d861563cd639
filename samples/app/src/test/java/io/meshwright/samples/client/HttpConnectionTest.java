package io.meshwright.samples.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a peer that says exactly what the test wrote down. */
final class HttpConnectionTest {

  private ServerSocket listener;
  private final List<Socket> peers = new ArrayList<>();

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
    for (Socket peer : peers) {
      peer.close();
    }
  }

  private RequestConfig request(String method) {
    URI uri = URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
    return new RequestConfig(uri, method, List.of(), 0, Duration.ofSeconds(5));
  }

  /** The peer closes its side after the answer. */
  private HttpConnection open(String answer) throws IOException {
    HttpConnection connection = HttpConnection.open(request("GET"));
    Socket peer = listener.accept();
    peers.add(peer);
    peer.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
    peer.shutdownOutput();
    return connection;
  }

  private HttpResponse exchange(String answer) throws IOException {
    try (HttpConnection connection = open(answer)) {
      return connection.exchange(request("GET"));
    }
  }

  @Test
  void chunksAreJoinedAndTrailersSkipped() throws IOException {
    String answer =
        """
        HTTP/1.1 200 OK\r
        Transfer-Encoding: chunked\r
        \r
        3;ext=1\r
        abc\r
        A\r
        0123456789\r
        0\r
        Trailer: x\r
        \r
        """;
    assertThat(exchange(answer).body()).asString().isEqualTo("abc0123456789");
  }

  @Test
  void interimResponseIsSkipped() throws IOException {
    String answer =
        "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\nX-Version: v1\r\n\r\n";
    HttpResponse response = exchange(answer);
    assertThat(response.status()).isEqualTo(204);
    assertThat(response.header("x-version")).isEqualTo("v1");
  }

  @Test
  void bodyWithoutLengthEndsWithTheConnection() throws IOException {
    try (HttpConnection connection = open("HTTP/1.1 200 OK\r\n\r\nall of it")) {
      assertThat(connection.exchange(request("GET")).body()).asString().isEqualTo("all of it");
      assertThat(connection.reusable()).isFalse();
    }
  }

  @Test
  void connectionIsReusableUntilThePeerSaysClose() throws IOException {
    String kept = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    String last = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
    try (HttpConnection connection = open(kept + last)) {
      connection.exchange(request("GET"));
      assertThat(connection.reusable()).isTrue();
      connection.exchange(request("GET"));
      assertThat(connection.reusable()).isFalse();
    }
  }

  @Test
  void headHasNoBodyWhateverItsLength() throws IOException {
    try (HttpConnection connection = open("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n")) {
      assertThat(connection.exchange(request("HEAD")).body()).isEmpty();
    }
  }

  @Test
  void incompleteAnswersAreFailures() {
    assertThatThrownBy(() -> exchange(""))
        .isInstanceOf(EOFException.class)
        .hasMessage("closed without an answer");
    assertThatThrownBy(() -> exchange("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"))
        .isInstanceOf(EOFException.class)
        .hasMessage("closed within a body");
    assertThatThrownBy(() -> exchange("not HTTP at all\r\n")).isInstanceOf(ProtocolException.class);
  }
}
