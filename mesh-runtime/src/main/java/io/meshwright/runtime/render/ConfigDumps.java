package io.meshwright.runtime.render;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.admin.v3.ClustersConfigDump;
import io.envoyproxy.envoy.admin.v3.ConfigDump;
import io.envoyproxy.envoy.admin.v3.EcdsConfigDump;
import io.envoyproxy.envoy.admin.v3.EndpointsConfigDump;
import io.envoyproxy.envoy.admin.v3.ListenersConfigDump;
import io.envoyproxy.envoy.admin.v3.RoutesConfigDump;
import io.envoyproxy.envoy.admin.v3.SecretsConfigDump;
import io.meshwright.runtime.compile.scope.Protobuf;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.xds.XdsType;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All that a proxy gets from a model, in the form of Envoy's {@code config_dump}, so that it can be
 * compared with what a proxy says that it has.
 */
public final class ConfigDumps {

  private final Map<XdsType, SortedMap<String, ? extends Message>> resources;
  private final String version;

  private ConfigDumps(MeshModel model, ProxyIdentity proxy) {
    this.resources = ProxyResources.of(model, proxy);
    this.version = Long.toString(model.version());
  }

  /** The sections, in the order in which Envoy has them; also those in which there is nothing. */
  public static List<Any> of(MeshModel model, ProxyIdentity proxy) {
    ConfigDumps dump = new ConfigDumps(model, proxy);
    return Stream.of(
            dump.clusters(),
            dump.listeners(),
            dump.routes(),
            dump.extensions(),
            dump.secrets(),
            dump.endpoints())
        .map(Protobuf::pack)
        .toList();
  }

  /** The whole dump, as Envoy's page shows it. */
  public static String json(List<Any> sections) {
    return ResourceText.dump(ConfigDump.newBuilder().addAllConfigs(sections).build());
  }

  private Message clusters() {
    ClustersConfigDump.Builder section = ClustersConfigDump.newBuilder().setVersionInfo(version);
    all(XdsType.CLUSTER)
        .values()
        .forEach(
            cluster ->
                section
                    .addDynamicActiveClustersBuilder()
                    .setVersionInfo(version)
                    .setCluster(cluster));
    return section.build();
  }

  private Message listeners() {
    ListenersConfigDump.Builder section = ListenersConfigDump.newBuilder().setVersionInfo(version);
    all(XdsType.LISTENER)
        .forEach(
            (name, listener) ->
                section
                    .addDynamicListenersBuilder()
                    .setName(name)
                    .getActiveStateBuilder()
                    .setVersionInfo(version)
                    .setListener(listener));
    return section.build();
  }

  private Message routes() {
    RoutesConfigDump.Builder section = RoutesConfigDump.newBuilder();
    all(XdsType.ROUTE)
        .values()
        .forEach(
            routes ->
                section
                    .addDynamicRouteConfigsBuilder()
                    .setVersionInfo(version)
                    .setRouteConfig(routes));
    return section.build();
  }

  private Message extensions() {
    EcdsConfigDump.Builder section = EcdsConfigDump.newBuilder();
    all(XdsType.EXTENSION_CONFIG)
        .values()
        .forEach(
            config ->
                section.addEcdsFiltersBuilder().setVersionInfo(version).setEcdsFilter(config));
    return section.build();
  }

  private Message secrets() {
    SecretsConfigDump.Builder section = SecretsConfigDump.newBuilder();
    all(XdsType.SECRET)
        .forEach(
            (name, secret) ->
                section
                    .addDynamicActiveSecretsBuilder()
                    .setName(name)
                    .setVersionInfo(version)
                    .setSecret(secret));
    return section.build();
  }

  private Message endpoints() {
    EndpointsConfigDump.Builder section = EndpointsConfigDump.newBuilder();
    all(XdsType.ENDPOINT)
        .values()
        .forEach(
            assignment ->
                section
                    .addDynamicEndpointConfigsBuilder()
                    .setVersionInfo(version)
                    .setEndpointConfig(assignment));
    return section.build();
  }

  private SortedMap<String, Any> all(XdsType type) {
    SortedMap<String, Any> packed = new TreeMap<>();
    resources
        .getOrDefault(type, new TreeMap<>())
        .forEach((name, message) -> packed.put(name, Protobuf.pack(message)));
    return packed;
  }
}
