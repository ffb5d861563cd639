package io.meshwright.samples.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.meshwright.samples.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers each request with what the service is; some paths do more: {@code /headers} returns the
 * request's headers, {@code /body} its body, {@code /status/503} that status, {@code /delay?ms=250}
 * answers later (a minute at most), {@code /healthz} says ok.
 *
 * <p>JSON, or text for {@code Accept: text/plain}. The headers {@code x-service}, {@code x-version}
 * and {@code x-pod} name the instance in each answer. Safe for use by any number of threads.
 */
final class EchoResponder implements HttpHandler {

  private static final Pattern STATUS = Pattern.compile("/status/([2-5]\\d\\d)");
  private static final Pattern DELAY = Pattern.compile("(?:.*&)?ms=(\\d{1,5})(?:&.*)?");
  private static final int MOST_DELAY_MILLIS = 60_000;

  private final ServerConfig config;
  private volatile boolean closing;

  EchoResponder(ServerConfig config) {
    this.config = config;
  }

  /** From now on each answer is the last one of its connection. */
  void closeConnections() {
    closing = true;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      Matcher status = STATUS.matcher(path);
      if (path.equals("/body")) {
        send(exchange, 200, "application/octet-stream", body);
      } else if (path.equals("/headers")) {
        send(exchange, 200, "application/json", bytes(Json.object(headers(exchange))));
      } else if (path.equals("/healthz")) {
        send(exchange, 200, "text/plain", bytes("ok\n"));
      } else if (path.equals("/delay")) {
        delay(exchange);
      } else {
        identify(exchange, status.matches() ? Integer.parseInt(status.group(1)) : 200);
      }
    }
  }

  private void delay(HttpExchange exchange) throws IOException {
    OptionalInt millis = delayMillis(exchange.getRequestURI().getQuery());
    if (millis.isEmpty()) {
      send(exchange, 400, "text/plain", bytes("say ?ms=N, at most " + MOST_DELAY_MILLIS + "\n"));
      return;
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis.getAsInt());
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    identify(exchange, 200);
  }

  private static OptionalInt delayMillis(@Nullable String query) {
    Matcher matcher = DELAY.matcher(query == null ? "" : query);
    if (!matcher.matches()) {
      return OptionalInt.empty();
    }
    int millis = Integer.parseInt(matcher.group(1));
    return millis > MOST_DELAY_MILLIS ? OptionalInt.empty() : OptionalInt.of(millis);
  }

  private void identify(HttpExchange exchange, int status) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("service", config.name());
    fields.put("version", config.version());
    fields.put("pod", config.pod());
    fields.put("method", exchange.getRequestMethod());
    fields.put("path", exchange.getRequestURI().toString());
    fields.put("peer", exchange.getRemoteAddress().getAddress().getHostAddress());
    List<String> accepted = exchange.getRequestHeaders().getOrDefault("Accept", List.of());
    if (accepted.stream().anyMatch(type -> type.contains("text/plain"))) {
      StringBuilder text = new StringBuilder();
      fields.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
      send(exchange, status, "text/plain", bytes(text.toString()));
    } else {
      send(exchange, status, "application/json", bytes(Json.object(fields) + "\n"));
    }
  }

  private static Map<String, String> headers(HttpExchange exchange) {
    Map<String, String> headers = new LinkedHashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(lowerCase(name), String.join(",", values)));
    return headers;
  }

  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("x-service", config.name());
    exchange.getResponseHeaders().set("x-version", config.version());
    exchange.getResponseHeaders().set("x-pod", config.pod());
    if (closing) {
      exchange.getResponseHeaders().set("Connection", "close");
    }
    boolean empty =
        body.length == 0
            || status == 204
            || status == 304
            || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, empty ? -1 : body.length);
    if (!empty) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
