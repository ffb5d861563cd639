package io.meshwright.proxy.admin;

import com.google.gson.stream.JsonWriter;
import io.meshwright.proxy.admin.server.PageRequest;
import io.meshwright.proxy.admin.server.Pages;
import io.meshwright.proxy.admin.server.Reply;
import io.meshwright.proxy.snapshot.Address;
import io.meshwright.proxy.snapshot.DataPlane;
import io.meshwright.proxy.snapshot.DataPlane.EndpointState;
import io.meshwright.proxy.snapshot.Endpoint;
import io.meshwright.proxy.snapshot.Listener;
import io.meshwright.proxy.snapshot.Locality;
import io.meshwright.proxy.snapshot.RuntimeSnapshot;
import io.meshwright.proxy.snapshot.RuntimeSnapshot.ReadyCluster;
import io.meshwright.proxy.xds.ConfigurationView;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The pages of the admin port, with Envoy's paths and shapes. */
final class AdminPages implements Pages {
  private final Supplier<ConfigurationView> configuration;
  private final DataPlane dataPlane;
  private final Readiness readiness;
  private final ProxyInfo info;
  private final ConfigDump dump;
  private final InstantSource clock;
  private final Runnable quit;

  AdminPages(
      Supplier<ConfigurationView> configuration,
      DataPlane dataPlane,
      Readiness readiness,
      ProxyInfo info,
      ConfigDump dump,
      InstantSource clock,
      Runnable quit) {
    this.configuration = configuration;
    this.dataPlane = dataPlane;
    this.readiness = readiness;
    this.info = info;
    this.dump = dump;
    this.clock = clock;
    this.quit = quit;
  }

  @Override
  public CompletableFuture<Reply> answer(PageRequest request) {
    String path = request.path();
    boolean changes =
        switch (path) {
          case "/quitquitquit", "/healthcheck/fail", "/healthcheck/ok" -> true;
          default -> false;
        };
    String method = changes ? "POST" : "GET";
    Reply reply =
        !request.method().equals(method)
            ? Reply.methodNotAllowed(method)
            : changes ? change(path) : page(path, request.query());
    return CompletableFuture.completedFuture(reply);
  }

  private Reply change(String path) {
    switch (path) {
      case "/healthcheck/fail" -> readiness.failByHand(true);
      case "/healthcheck/ok" -> readiness.failByHand(false);
      default -> quit.run();
    }
    return Reply.text(200, "OK\n");
  }

  private Reply page(String path, String query) {
    return switch (path) {
      case "/config_dump" ->
          Reply.json(dump.print(configuration.get(), query.contains("include_eds")));
      case "/clusters" -> Reply.text(200, clusters());
      case "/listeners" -> Reply.text(200, listeners());
      case "/server_info" -> Reply.json(serverInfo());
      case "/ready" ->
          readiness
              .obstacle()
              .map(why -> Reply.text(503, why + "\n"))
              .orElseGet(() -> Reply.text(200, "LIVE\n"));
      case "/stats/prometheus" -> metrics(dataPlane);
      default -> Reply.notFound(path);
    };
  }

  static Reply metrics(DataPlane dataPlane) {
    StringBuilder text = new StringBuilder();
    try {
      dataPlane.writeMetrics(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Reply.prometheus(text.toString());
  }

  private String clusters() {
    Map<String, EndpointState> states = new HashMap<>();
    for (EndpointState state : dataPlane.endpointStates()) {
      states.put(state.cluster() + "::" + state.address(), state);
    }
    StringBuilder text = new StringBuilder();
    RuntimeSnapshot snapshot = info.snapshots().current();
    new TreeMap<>(snapshot.clusters()).forEach((name, ready) -> cluster(text, name, ready, states));
    states.values().forEach(state -> counters(text, state));
    return text.toString();
  }

  private static void cluster(
      StringBuilder text, String name, ReadyCluster ready, Map<String, EndpointState> states) {
    var limits = ready.cluster().limits();
    text.append(name).append("::observability_name::").append(name).append('\n');
    text.append(name).append("::default_priority::max_connections::");
    text.append(limits.connections()).append('\n');
    text.append(name).append("::default_priority::max_requests::");
    text.append(limits.requests()).append('\n');
    for (Locality locality : ready.endpoints().localities()) {
      for (Endpoint endpoint : locality.endpoints()) {
        String prefix = name + "::" + endpoint.address();
        EndpointState state = states.remove(prefix);
        String health =
            endpoint.health() == Endpoint.Health.HEALTHY ? "healthy" : "/failed_eds_health";
        boolean ejected = state != null && state.ejected();
        line(text, prefix, "health_flags", ejected ? "/failed_outlier_check" : health);
        line(text, prefix, "weight", "" + endpoint.weight());
        line(text, prefix, "priority", "" + locality.priority());
        line(text, prefix, "region", locality.place().region());
        line(text, prefix, "zone", locality.place().zone());
        line(text, prefix, "sub_zone", locality.place().subZone());
        if (state != null) {
          counters(text, state);
        }
      }
    }
  }

  private static void counters(StringBuilder text, EndpointState state) {
    String prefix = state.cluster() + "::" + state.address();
    line(text, prefix, "cx_active", "" + state.connectionsActive());
    line(text, prefix, "cx_connect_fail", "" + state.connectFailures());
    line(text, prefix, "cx_total", "" + state.connectionsTotal());
    line(text, prefix, "rq_active", "" + state.requestsActive());
    line(text, prefix, "rq_error", "" + state.requestErrors());
    line(text, prefix, "rq_total", "" + state.requestsTotal());
  }

  private static void line(StringBuilder text, String prefix, String name, String value) {
    text.append(prefix).append("::").append(name).append("::").append(value).append('\n');
  }

  private String listeners() {
    StringBuilder text = new StringBuilder();
    List<String> bound = dataPlane.boundListeners();
    for (Listener listener : new TreeMap<>(info.snapshots().current().listeners()).values()) {
      if (!listener.bindToPort() || bound.contains(listener.name())) {
        for (Address address : listener.addresses()) {
          text.append(listener.name()).append("::").append(address).append('\n');
        }
      }
    }
    return text.toString();
  }

  private String serverInfo() {
    StringWriter text = new StringWriter();
    try (JsonWriter out = new JsonWriter(text)) {
      out.setIndent(" ");
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
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }
}
