package io.meshwright.proxy.admin;

import com.google.gson.stream.JsonWriter;
import io.meshwright.proxy.admin.server.PageRequest;
import io.meshwright.proxy.admin.server.Pages;
import io.meshwright.proxy.admin.server.Reply;
import io.meshwright.proxy.snapshot.DataPlane;
import io.meshwright.proxy.snapshot.RuntimeSnapshot;
import io.meshwright.proxy.snapshot.SnapshotPublisher;
import io.meshwright.proxy.xds.ConfigurationView;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The pages of the admin port, with Envoy's paths and shapes. */
final class AdminPages implements Pages {
  private final Supplier<ConfigurationView> configuration;
  private final SnapshotPublisher snapshots;
  private final DataPlane dataPlane;
  private final MetricsText metrics;
  private final Readiness readiness;
  private final ProxyInfo info;
  private final ConfigDump dump;
  private final InstantSource clock;
  private final Runnable quit;

  AdminPages(AdminPorts.Sources sources, Runnable quit) {
    this.configuration = sources.configuration();
    this.snapshots = sources.snapshots();
    this.dataPlane = sources.dataPlane();
    this.metrics = sources.metrics();
    this.readiness = sources.readiness();
    this.info = sources.info();
    this.dump = new ConfigDump(sources.fields(), info, snapshots);
    this.clock = sources.clock();
    this.quit = quit;
  }

  @Override
  public CompletableFuture<Reply> answer(PageRequest request) {
    String path = request.path();
    boolean changes =
        switch (path) {
          case "/logging", "/quitquitquit", "/healthcheck/fail", "/healthcheck/ok" -> true;
          default -> false;
        };
    String method = changes ? "POST" : "GET";
    Reply reply =
        !request.method().equals(method)
            ? Reply.methodNotAllowed(method)
            : changes ? change(path, request.query()) : page(path, request.query());
    return CompletableFuture.completedFuture(reply);
  }

  private Reply change(String path, String rawQuery) {
    if (path.equals("/logging")) {
      return LoggingPage.answer(rawQuery);
    }
    switch (path) {
      case "/healthcheck/fail" -> readiness.failByHand(true);
      case "/healthcheck/ok" -> readiness.failByHand(false);
      default -> quit.run();
    }
    return Reply.text(200, "OK\n");
  }

  private Reply page(String path, String rawQuery) {
    QueryStringDecoder query = new QueryStringDecoder(rawQuery, false);
    boolean json = StatsPage.parameter(query, "format").equals("json");
    RuntimeSnapshot snapshot = snapshots.current();
    return switch (path) {
      case "/config_dump" -> dump.answer(configuration.get(), query);
      case "/certs" -> json(out -> CertsPage.write(out, snapshot.secrets(), clock.instant()));
      case "/clusters" -> {
        ClustersPage clusters = new ClustersPage(snapshot.clusters(), dataPlane.endpointStates());
        yield json ? json(clusters::write) : Reply.text(200, clusters.text());
      }
      case "/listeners" -> {
        ListenersPage listeners =
            new ListenersPage(snapshot.listeners(), dataPlane.boundListeners());
        yield json ? json(listeners::write) : Reply.text(200, listeners.text());
      }
      case "/server_info" -> json(this::serverInfo);
      case "/ready" ->
          readiness
              .obstacle()
              .map(why -> Reply.text(503, why + "\n"))
              .orElseGet(() -> Reply.text(200, "LIVE\n"));
      case "/stats" -> StatsPage.answer(query, text(metrics));
      case "/stats/prometheus" ->
          StatsPage.answer(
              new QueryStringDecoder("format=prometheus&" + rawQuery, false), text(metrics));
      default -> Reply.notFound(path);
    };
  }

  static Reply metrics(MetricsText metrics) {
    return Reply.prometheus(text(metrics));
  }

  private static String text(MetricsText metrics) {
    StringBuilder text = new StringBuilder();
    try {
      metrics.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Writes a page. */
  @FunctionalInterface
  private interface Content {
    void write(JsonWriter out) throws IOException;
  }

  private static Reply json(Content content) {
    StringWriter text = new StringWriter();
    try (JsonWriter out = new JsonWriter(text)) {
      out.setIndent(" ");
      content.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Reply.json(text.append('\n').toString());
  }

  private void serverInfo(JsonWriter out) throws IOException {
    out.beginObject();
    out.name("version").value("meshwright/" + info.version());
    out.name("state")
        .value(
            readiness.draining()
                ? "DRAINING"
                : readiness.obstacle().isEmpty() ? "LIVE" : "INITIALIZING");
    Duration uptime = Duration.between(info.started(), clock.instant());
    out.name("uptime_current_epoch").value(uptime.toSeconds() + "s");
    out.name("uptime_all_epochs").value(uptime.toSeconds() + "s");
    out.name("node").beginObject().name("id").value(info.nodeId());
    out.name("cluster").value(info.serviceCluster()).endObject();
    out.endObject();
  }
}
