package io.meshwright.runtime.traffic;

import io.meshwright.xds.NodeId;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Reads what proxies have counted, from the port that Prometheus reads. Time and bytes of an answer
 * are bounded; pages are read on two threads of their own. Thread-safe.
 */
public final class ProxyTraffic implements AutoCloseable {

  private static final String PATH = "/stats/prometheus";
  private static final int THREADS = 2;

  /** Of one proxy's page: some 10 000 label sets. */
  private static final long MOST_BYTES = 32L << 20;

  private static final Duration CONNECT = Duration.ofSeconds(2);

  private final int port;
  private final Predicate<InetAddress> allowed;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().name("traffic-", 0).daemon().factory());
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .executor(threads)
          .build();

  /**
   * Makes a reader.
   *
   * @param port on which proxies show their metrics
   * @param allowed addresses that a proxy may have; it names its own, so others are not called
   */
  public ProxyTraffic(int port, Predicate<InetAddress> allowed) {
    this.port = port;
    this.allowed = allowed;
  }

  /** Whether a pod can have the address: it is no way back into this one, or to its machine. */
  public static boolean isOfPods(InetAddress address) {
    return !(address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isAnyLocalAddress()
        || address.isMulticastAddress());
  }

  /**
   * Asks a proxy.
   *
   * @return fails with a message for operators if it does not answer in time, or not with what can
   *     be read; may be cancelled
   */
  public CompletableFuture<List<WorkloadTraffic>> of(NodeId node, Duration timeout) {
    HttpRequest request;
    try {
      InetAddress address = InetAddress.ofLiteral(node.address());
      if (!allowed.test(address)) {
        throw new IllegalArgumentException(
            "found address " + node.address() + ", expected a pod's");
      }
      request = HttpRequest.newBuilder(uri(address)).timeout(timeout).build();
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
    TrafficLines lines = new TrafficLines(new TrafficPage(node.namespace()));
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArrayConsumer(lines), MOST_BYTES));
    // the request's own timeout ends with the headers
    CompletableFuture<List<WorkloadTraffic>> traffic =
        answer
            .thenApply(response -> traffic(response, lines))
            .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    var _ = traffic.whenComplete((_, _) -> answer.cancel(true));
    return traffic;
  }

  private URI uri(InetAddress address) {
    String host = address.getHostAddress();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + PATH);
  }

  private static List<WorkloadTraffic> traffic(HttpResponse<Void> response, TrafficLines lines) {
    if (response.statusCode() != HttpURLConnection.HTTP_OK) {
      throw new IllegalStateException(
          "found status %d, expected 200".formatted(response.statusCode()));
    }
    return lines.traffic();
  }

  @Override
  public void close() {
    client.shutdownNow();
    threads.shutdownNow();
  }
}
