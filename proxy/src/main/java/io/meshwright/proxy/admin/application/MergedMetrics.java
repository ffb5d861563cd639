package io.meshwright.proxy.admin.application;

import io.meshwright.proxy.admin.application.HttpFetch.Fetched;
import io.meshwright.proxy.admin.server.PageRequest;
import io.meshwright.proxy.admin.server.Pages;
import io.meshwright.proxy.admin.server.Reply;
import io.meshwright.proxy.config.Application;
import io.meshwright.proxy.config.Application.ScrapeTarget;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The proxy's metrics with the application's after them, in one page (istio-features I31). The
 * proxy's are served whatever becomes of the application's, and a counter tells of that. If the
 * application speaks OpenMetrics, so does the page: its end mark comes last.
 */
public final class MergedMetrics implements Pages {
  private static final Logger LOG = System.getLogger(MergedMetrics.class.getName());
  private static final String TIMEOUT_HEADER = "x-prometheus-scrape-timeout-seconds";
  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String PROTOBUF = "application/vnd.google.protobuf";
  private static final String TEXT = "text/plain;version=0.0.4";

  /** Larger pages are left out: they would not fit a proxy's memory. */
  private static final int MOST_BYTES = 16 << 20;

  private static final int MOST_AT_ONCE = 4;

  /** Prometheus' default. */
  private static final double SCRAPE_SECONDS = 10;

  private static final double MOST_SECONDS = 60;

  /** What is left is for the proxy's own part. */
  private static final double SHARE_OF_APPLICATION = 0.9;

  private final @Nullable ScrapeTarget target;
  private final PodSockets sockets;
  private final Supplier<String> own;
  private int active;
  private long scrapes;
  private long failures;

  /**
   * The metrics of {@code application} after the proxy's.
   *
   * @param loop what it all runs on, and what {@link #answer} must be called on
   * @param pod the pod's first address
   * @param own the proxy's metrics, in Prometheus' text format
   */
  public MergedMetrics(
      Application application, EventLoop loop, InetAddress pod, Supplier<String> own) {
    this.target = application.metrics();
    this.sockets = new PodSockets(loop, pod);
    this.own = own;
  }

  /** Whether the page is under this path. */
  public static boolean owns(String path) {
    return path.equals("/stats/prometheus") || path.equals("/metrics");
  }

  @Override
  public CompletableFuture<Reply> answer(PageRequest request) {
    if (!request.method().equals("GET")) {
      return CompletableFuture.completedFuture(Reply.methodNotAllowed("GET"));
    }
    scrapes++;
    if (target == null) {
      return CompletableFuture.completedFuture(Reply.prometheus(ownMetrics()));
    }
    if (active >= MOST_AT_ONCE) {
      return CompletableFuture.completedFuture(withoutApplication("too many scrapes at once"));
    }
    active++;
    CompletableFuture<Fetched> fetch = HttpFetch.start(sockets, get(target, request.headers()));
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    fetch.whenComplete(
        (fetched, failure) -> {
          active--;
          reply.complete(failure == null ? merge(fetched) : withoutApplication(failure.toString()));
        });
    reply.whenComplete((_, _) -> fetch.cancel(false));
    return reply;
  }

  private HttpFetch.Request get(ScrapeTarget from, HttpHeaders scraper) {
    PodSockets.Target socket = sockets.loopback(from.port());
    HttpHeaders headers = new DefaultHttpHeaders();
    headers.set(HttpHeaderNames.HOST, socket.authority());
    headers.set(
        HttpHeaderNames.ACCEPT,
        scraper.get(HttpHeaderNames.ACCEPT, "").contains(OPEN_METRICS)
            ? OPEN_METRICS + ";version=1.0.0," + TEXT + ";q=0.5"
            : TEXT);
    String userAgent = scraper.get(HttpHeaderNames.USER_AGENT);
    if (userAgent != null) {
      headers.set(HttpHeaderNames.USER_AGENT, userAgent);
    }
    double seconds = seconds(scraper.get(TIMEOUT_HEADER)) * SHARE_OF_APPLICATION;
    headers.set(TIMEOUT_HEADER, Double.toString(seconds));
    return new HttpFetch.Request(
        socket,
        from.tls(),
        from.path(),
        headers,
        Duration.ofMillis((long) (seconds * 1000)),
        MOST_BYTES);
  }

  private static double seconds(@Nullable String header) {
    try {
      double seconds = header == null ? SCRAPE_SECONDS : Double.parseDouble(header);
      return seconds > 0 ? Math.min(seconds, MOST_SECONDS) : SCRAPE_SECONDS;
    } catch (NumberFormatException _) {
      return SCRAPE_SECONDS;
    }
  }

  private Reply merge(Fetched application) {
    if (application.status() != 200) {
      return withoutApplication("status " + application.status());
    }
    if (!application.complete()) {
      return withoutApplication("more than " + MOST_BYTES + " bytes");
    }
    if (application.contentType().startsWith(PROTOBUF)) {
      return withoutApplication("content type " + application.contentType());
    }
    String body = application.body();
    String page = ownMetrics() + (body.isEmpty() || body.endsWith("\n") ? body : body + "\n");
    return application.contentType().startsWith(OPEN_METRICS)
        ? new Reply(200, application.contentType(), page)
        : Reply.prometheus(page);
  }

  private Reply withoutApplication(String why) {
    failures++;
    LOG.log(Level.DEBUG, "the application''s metrics are left out: {0}", why);
    return Reply.prometheus(ownMetrics());
  }

  /** The counters have the names that Istio's dashboards know. */
  private String ownMetrics() {
    return own.get()
        + "# TYPE istio_agent_scrapes_total counter\n"
        + ("istio_agent_scrapes_total " + scrapes + "\n")
        + "# TYPE istio_agent_scrape_failures_total counter\n"
        + ("istio_agent_scrape_failures_total{type=\"application\"} " + failures + "\n");
  }
}
