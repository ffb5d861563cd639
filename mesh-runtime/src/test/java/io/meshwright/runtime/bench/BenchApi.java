package io.meshwright.runtime.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.Pluralize;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An API server in this process: lists, and watches that resume at a version. It writes objects
 * back as they came and keeps none of those that come over HTTP (leases, the authority's secret).
 * Fabric8's mock takes minutes for the objects of one run.
 */
final class BenchApi implements AutoCloseable {

  private static final Pattern VERSION = Pattern.compile("resourceVersion=(\\d+)");
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int NOT_FOUND = 404;

  private final Map<String, Collection> collections = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  BenchApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** Creates or replaces; watches are told at once. */
  void put(HasMetadata object) {
    // not getPlural, which is that of the class and wrong for a generic resource
    collection(Pluralize.toPlural(object.getKind().toLowerCase(Locale.ROOT))).put(object);
  }

  private Collection collection(String plural) {
    return collections.computeIfAbsent(plural, _ -> new Collection());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!method.equals("GET")) {
        byte[] body = exchange.getRequestBody().readAllBytes();
        answer(exchange, method.equals("POST") ? CREATED : OK, body);
        return;
      }
      List<String> path = below(exchange.getRequestURI().getPath());
      // namespaces/NAMESPACE/PLURAL or PLURAL; one segment more names an object
      if (path.size() % 2 == 0) {
        answer(exchange, NOT_FOUND, status404());
        return;
      }
      Collection collection = collection(path.getLast());
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      if (exchange.getRequestHeaders().containsKey("Upgrade")) {
        // not switching protocols: the client asks again without a WebSocket, at once
        answer(exchange, OK, new byte[0]);
      } else if (query.contains("watch=true")) {
        Matcher version = VERSION.matcher(query);
        watch(exchange, collection, version.find() ? Integer.parseInt(version.group(1)) : 0);
      } else {
        answer(exchange, OK, collection.list().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** The segments behind the API's group and version. */
  private static List<String> below(String path) {
    List<String> segments =
        Arrays.stream(path.split("/", -1)).filter(each -> !each.isEmpty()).toList();
    int root = segments.isEmpty() || segments.getFirst().equals("api") ? 2 : 3;
    return segments.subList(Math.min(root, segments.size()), segments.size());
  }

  private static byte[] status404() {
    return "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":404}"
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static void watch(HttpExchange exchange, Collection collection, int from)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(OK, 0);
    OutputStream out = exchange.getResponseBody();
    try {
      for (int next = from; ; next++) {
        out.write(collection.event(next).getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }

  /** The objects of one kind; the version of a collection is the number of its events. */
  private static final class Collection {
    private final Map<String, String> objects = new LinkedHashMap<>();
    private final List<String> events = new ArrayList<>();

    synchronized void put(HasMetadata object) {
      object.getMetadata().setResourceVersion(String.valueOf(events.size() + 1));
      String json = Serialization.asJson(object);
      String key = object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
      String type = objects.put(key, json) == null ? "ADDED" : "MODIFIED";
      events.add("{\"type\":\"" + type + "\",\"object\":" + json + "}\n");
      notifyAll();
    }

    synchronized String list() {
      return Stream.of(
              "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"metadata\":{\"resourceVersion\":\"",
              String.valueOf(events.size()),
              "\"},\"items\":[",
              objects.values().stream().collect(Collectors.joining(",")),
              "]}")
          .collect(Collectors.joining());
    }

    /** Waits for the event that made the version after {@code version}. */
    synchronized String event(int version) throws InterruptedException {
      while (events.size() <= version) {
        wait();
      }
      return events.get(version);
    }
  }
}
