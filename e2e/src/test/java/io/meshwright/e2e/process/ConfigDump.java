package io.meshwright.e2e.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What {@code /config_dump} says, in Envoy's shape (envoy.admin.v3.ConfigDump). Only what came by
 * xDS counts: the bootstrap's own resources are each proxy's affair.
 */
record ConfigDump(JsonNode root) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static ConfigDump parse(String json) {
    try {
      return new ConfigDump(JSON.readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Not a config dump: " + json, e);
    }
  }

  /** Those that serve; one that still warms, or was refused, has no active state. */
  Set<String> listeners() {
    return names("ListenersConfigDump", "dynamic_listeners", "/active_state/listener/name");
  }

  Set<String> clusters() {
    return names("ClustersConfigDump", "dynamic_active_clusters", "/cluster/name");
  }

  /** Those whose endpoints come by EDS. */
  Set<String> edsClusters() {
    return StreamSupport.stream(
            section("ClustersConfigDump").path("dynamic_active_clusters").spliterator(), false)
        .map(entry -> entry.path("cluster"))
        .filter(cluster -> cluster.path("type").asText().equals("EDS"))
        .map(cluster -> cluster.path("name").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  Set<String> routes() {
    return names("RoutesConfigDump", "dynamic_route_configs", "/route_config/name");
  }

  Set<String> endpoints() {
    return names(
        "EndpointsConfigDump", "dynamic_endpoint_configs", "/endpoint_config/cluster_name");
  }

  /** The names within the route configurations: of virtual hosts and routes. */
  Set<String> routeNames() {
    return new TreeSet<>(section("RoutesConfigDump").findValuesAsText("name"));
  }

  /** The kinds of section, by the last part of their type. */
  Set<String> sections() {
    return StreamSupport.stream(root.path("configs").spliterator(), false)
        .map(section -> section.path("@type").asText().replaceFirst(".*\\.", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The route configuration of this name; a missing node where there is none. */
  JsonNode route(String name) {
    return find("RoutesConfigDump", "dynamic_route_configs", "/route_config", "/name", name);
  }

  /** The cluster of this name; a missing node where there is none. */
  JsonNode cluster(String name) {
    return find("ClustersConfigDump", "dynamic_active_clusters", "/cluster", "/name", name);
  }

  /** The endpoints of this cluster; a missing node where there are none. */
  JsonNode endpoints(String cluster) {
    return find(
        "EndpointsConfigDump",
        "dynamic_endpoint_configs",
        "/endpoint_config",
        "/cluster_name",
        cluster);
  }

  private Set<String> names(String section, String list, String name) {
    return StreamSupport.stream(section(section).path(list).spliterator(), false)
        .map(entry -> entry.at(name).asText())
        .filter(found -> !found.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private JsonNode find(String section, String list, String resource, String key, String value) {
    return StreamSupport.stream(section(section).path(list).spliterator(), false)
        .map(entry -> entry.at(resource))
        .filter(entry -> entry.at(key).asText().equals(value))
        .findFirst()
        .orElseGet(() -> JSON.missingNode());
  }

  private JsonNode section(String type) {
    return StreamSupport.stream(root.path("configs").spliterator(), false)
        .filter(section -> section.path("@type").asText().endsWith("." + type))
        .findFirst()
        .orElseGet(() -> JSON.missingNode());
  }
}
