package io.meshwright.proxy.admin;

import com.google.gson.stream.JsonWriter;
import io.meshwright.proxy.snapshot.Address;
import io.meshwright.proxy.snapshot.DataPlane.EndpointState;
import io.meshwright.proxy.snapshot.Endpoint;
import io.meshwright.proxy.snapshot.Locality;
import io.meshwright.proxy.snapshot.RuntimeSnapshot.ReadyCluster;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code /clusters}: endpoints with their health and counters, in Envoy's two forms. */
final class ClustersPage {
  private final Map<String, ReadyCluster> clusters;
  private final List<EndpointState> states;

  ClustersPage(Map<String, ReadyCluster> clusters, List<EndpointState> states) {
    this.clusters = new TreeMap<>(clusters);
    this.states = states;
  }

  private Map<String, EndpointState> statesByPrefix() {
    Map<String, EndpointState> byPrefix = new HashMap<>();
    states.forEach(state -> byPrefix.put(state.cluster() + "::" + state.address(), state));
    return byPrefix;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    Map<String, EndpointState> left = statesByPrefix();
    clusters.forEach((name, ready) -> cluster(text, name, ready, left));
    left.values().forEach(state -> counters(text, state));
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
        line(text, prefix, "health_flags", healthFlags(endpoint, state));
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

  private static String healthFlags(Endpoint endpoint, @Nullable EndpointState state) {
    StringBuilder flags = new StringBuilder();
    if (state != null && state.failedCheck()) {
      flags.append("/failed_active_hc");
    }
    if (state != null && state.ejected()) {
      flags.append("/failed_outlier_check");
    }
    if (endpoint.health() != Endpoint.Health.HEALTHY) {
      flags.append("/failed_eds_health");
    }
    return flags.isEmpty() ? "healthy" : flags.toString();
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

  void write(JsonWriter out) throws IOException {
    Map<String, Map<Address, EndpointState>> byCluster = new HashMap<>();
    for (EndpointState state : states) {
      byCluster.computeIfAbsent(state.cluster(), _ -> new HashMap<>()).put(state.address(), state);
    }
    out.beginObject().name("cluster_statuses").beginArray();
    for (Map.Entry<String, ReadyCluster> entry : clusters.entrySet()) {
      String name = entry.getKey();
      ReadyCluster ready = entry.getValue();
      Map<Address, EndpointState> left = byCluster.getOrDefault(name, new HashMap<>());
      out.beginObject().name("name").value(name);
      out.name("added_via_api").value(true);
      out.name("host_statuses").beginArray();
      for (Locality locality : ready.endpoints().localities()) {
        for (Endpoint endpoint : locality.endpoints()) {
          host(out, locality, endpoint, left.remove(endpoint.address()));
        }
      }
      // endpoints that no assignment lists: original destinations
      for (EndpointState state : left.values()) {
        out.beginObject();
        counters(out, state.address(), state);
        out.endObject();
      }
      out.endArray();
      var limits = ready.cluster().limits();
      out.name("circuit_breakers").beginObject().name("thresholds").beginArray();
      out.beginObject();
      out.name("max_connections").value(limits.connections());
      out.name("max_pending_requests").value(limits.pendingRequests());
      out.name("max_requests").value(limits.requests());
      out.name("max_retries").value(limits.retries());
      out.endObject().endArray().endObject();
      out.name("observability_name").value(name);
      out.endObject();
    }
    out.endArray().endObject();
  }

  private static void host(
      JsonWriter out, Locality locality, Endpoint endpoint, @Nullable EndpointState state)
      throws IOException {
    out.beginObject();
    counters(out, endpoint.address(), state);
    out.name("health_status").beginObject();
    boolean healthy = endpoint.health() == Endpoint.Health.HEALTHY;
    out.name("eds_health_status").value(healthy ? "HEALTHY" : "UNHEALTHY");
    if (state != null && state.ejected()) {
      out.name("failed_outlier_check").value(true);
    }
    if (state != null && state.failedCheck()) {
      out.name("failed_active_health_check").value(true);
    }
    out.endObject();
    out.name("weight").value(endpoint.weight());
    out.name("priority").value(locality.priority());
    out.name("locality").beginObject();
    out.name("region").value(locality.place().region());
    out.name("zone").value(locality.place().zone());
    out.name("sub_zone").value(locality.place().subZone());
    out.endObject().endObject();
  }

  private static void counters(JsonWriter out, Address address, @Nullable EndpointState state)
      throws IOException {
    out.name("address");
    AddressJson.write(out, address);
    out.name("stats").beginArray();
    if (state != null) {
      counter(out, "cx_connect_fail", state.connectFailures());
      counter(out, "cx_total", state.connectionsTotal());
      counter(out, "rq_error", state.requestErrors());
      counter(out, "rq_total", state.requestsTotal());
      gauge(out, "cx_active", state.connectionsActive());
      gauge(out, "rq_active", state.requestsActive());
    }
    out.endArray();
  }

  private static void counter(JsonWriter out, String name, long value) throws IOException {
    out.beginObject().name("name").value(name);
    out.name("value").value(Long.toString(value)).endObject();
  }

  private static void gauge(JsonWriter out, String name, long value) throws IOException {
    out.beginObject().name("type").value("GAUGE").name("name").value(name);
    out.name("value").value(Long.toString(value)).endObject();
  }
}
