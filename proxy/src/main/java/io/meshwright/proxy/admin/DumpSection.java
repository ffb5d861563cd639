package io.meshwright.proxy.admin;

import io.meshwright.xds.XdsType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A message of {@code /config_dump}, with the names that Envoy's {@code envoy.admin.v3} has for it
 * and its fields.
 */
@SuppressWarnings("ImmutableEnumChecker") // lists and maps that nobody can change
enum DumpSection {
  BOOTSTRAP("BootstrapConfigDump", List.of("bootstrap", "last_updated"), Map.of(), List.of()),
  CLUSTERS(
      "ClustersConfigDump",
      List.of("version_info"),
      Map.of(
          "static_clusters", "StaticCluster",
          "dynamic_active_clusters", "DynamicCluster",
          "dynamic_warming_clusters", "DynamicCluster"),
      List.of("version_info", "cluster", "last_updated", "error_state", "client_status")),
  ENDPOINTS(
      "EndpointsConfigDump",
      List.of(),
      Map.of(
          "static_endpoint_configs", "StaticEndpointConfig",
          "dynamic_endpoint_configs", "DynamicEndpointConfig"),
      List.of("version_info", "endpoint_config", "last_updated", "error_state", "client_status")),
  LISTENERS(
      "ListenersConfigDump",
      List.of("version_info"),
      Map.of("static_listeners", "StaticListener", "dynamic_listeners", "DynamicListener"),
      List.of(
          "name",
          "active_state",
          "warming_state",
          "draining_state",
          "error_state",
          "client_status")),
  ROUTES(
      "RoutesConfigDump",
      List.of(),
      Map.of(
          "static_route_configs", "StaticRouteConfig",
          "dynamic_route_configs", "DynamicRouteConfig"),
      List.of("version_info", "route_config", "last_updated", "error_state", "client_status")),
  SECRETS(
      "SecretsConfigDump",
      List.of(),
      Map.of(
          "static_secrets", "StaticSecret",
          "dynamic_active_secrets", "DynamicSecret",
          "dynamic_warming_secrets", "DynamicSecret"),
      List.of("name", "version_info", "last_updated", "secret", "error_state", "client_status"));

  private static final String ADMIN = "envoy.admin.v3.";

  private final String message;
  private final List<String> single;
  private final Map<String, String> lists;
  private final List<String> elementFields;

  DumpSection(
      String message, List<String> single, Map<String, String> lists, List<String> elementFields) {
    this.message = message;
    this.single = single;
    this.lists = lists;
    this.elementFields = elementFields;
  }

  String typeUrl() {
    return XdsType.typeUrl(ADMIN + message);
  }

  /** The type of the elements of one of its lists. */
  String elementTypeUrl(String list) {
    return typeUrl() + "." + lists.get(list);
  }

  /** Whether this is a field that is no list. */
  boolean hasSingle(String field) {
    return single.contains(field);
  }

  boolean hasList(String field) {
    return lists.containsKey(field);
  }

  /** Whether the elements of its lists have such a field. */
  boolean elementsHave(String field) {
    return elementFields.contains(field);
  }

  /** The section of which this is a field. */
  static Optional<DumpSection> of(String field) {
    return Arrays.stream(values())
        .filter(section -> section.hasSingle(field) || section.hasList(field))
        .findFirst();
  }
}
