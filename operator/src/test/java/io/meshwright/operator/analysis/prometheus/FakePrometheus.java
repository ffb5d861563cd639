package io.meshwright.operator.analysis.prometheus;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Answers queries on loopback as Prometheus does. */
final class FakePrometheus implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, String> answers = new LinkedHashMap<>();
  private int status = 200;
  final List<String> queries = new CopyOnWriteArrayList<>();
  final List<String> tokens = new CopyOnWriteArrayList<>();

  FakePrometheus() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/prometheus/api/v1/query", this::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/prometheus");
  }

  /** What is answered to queries that begin so. */
  void answer(String begin, String body) {
    answers.put(begin, body);
  }

  void answerWith(int code) {
    status = code;
  }

  /** A vector of elements. */
  static String vector(String... elements) {
    return "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":["
        + String.join(",", elements)
        + "]},\"warnings\":[\"some\"],\"infos\":{\"x\":[1]}}";
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String query = "";
    for (String part : exchange.getRequestURI().getRawQuery().split("&", -1)) {
      if (part.startsWith("query=")) {
        query = URLDecoder.decode(part.substring("query=".length()), StandardCharsets.UTF_8);
      } else if (part.startsWith("time=")) {
        queries.add(part);
      }
    }
    queries.add(query);
    @Nullable String token = exchange.getRequestHeaders().getFirst("Authorization");
    tokens.add(token == null ? "none" : token);
    List<String> found = new ArrayList<>(List.of(vector()));
    String asked = query;
    answers.forEach(
        (begin, body) -> {
          if (asked.startsWith(begin)) {
            found.add(body);
          }
        });
    byte[] body = found.getLast().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
