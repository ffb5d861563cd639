package io.meshwright.runtime.xds;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.meshwright.runtime.discovery.ResourceChange;
import io.meshwright.runtime.discovery.ResourceKind;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.xds.XdsType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A small mesh in which anything may change: few names, so that what changes is referred to. */
final class RandomMesh {

  private static final List<String> NAMESPACES = List.of("shop", "bank");
  private static final List<String> SERVICES = List.of("a", "b", "c", "db");
  private static final List<Integer> PORTS = List.of(80, 9000);

  private final Random random;
  private final RandomWorkloads workloads;

  RandomMesh(Random random) {
    this.random = random;
    this.workloads = new RandomWorkloads(random, NAMESPACES, SERVICES);
  }

  /** Sidecars that differ in all that may matter, and a router. */
  static List<Node> nodes() {
    return List.of(
        node("sidecar~10.0.0.1~a-1.shop~shop.svc.cluster.local", "a", "", ""),
        node("sidecar~10.0.0.2~a-2.shop~shop.svc.cluster.local", "a", "", "1.30"),
        node("sidecar~10.0.0.3~b-1.shop~shop.svc.cluster.local", "b", "zone-1", "1.30"),
        node("sidecar~10.0.0.4~b-1.bank~bank.svc.cluster.local", "b", "zone-2", "1.30"),
        node("router~10.0.0.5~gate-1.bank~bank.svc.cluster.local", "gate", "", "1.30"));
  }

  private static Node node(String id, String app, String zone, String version) {
    Struct.Builder metadata =
        Struct.newBuilder()
            .putFields(
                "LABELS",
                Value.newBuilder()
                    .setStructValue(Struct.newBuilder().putFields("app", text(app)))
                    .build());
    if (!version.isEmpty()) {
      metadata.putFields("ISTIO_VERSION", text(version)).putFields("DNS_CAPTURE", text("true"));
    }
    return Node.newBuilder()
        .setId(id)
        .setLocality(Locality.newBuilder().setZone(zone))
        .setMetadata(metadata)
        .build();
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }

  /** What a client asks for of a type; none for those that are delivered whole. */
  static List<String> names(XdsType type) {
    List<String> names = new ArrayList<>();
    for (String namespace : NAMESPACES) {
      for (String service : SERVICES) {
        for (int port : PORTS) {
          String host = service + "." + namespace + ".svc.cluster.local";
          switch (type) {
            case ENDPOINT -> {
              names.add("outbound|" + port + "||" + host);
              names.add("outbound|" + port + "|v1|" + host);
              names.add("outbound_." + port + "_._." + host);
            }
            case ROUTE -> names.add(host + ":" + port);
            case CLUSTER, LISTENER, EXTENSION_CONFIG, SECRET, NAME_TABLE -> {}
          }
        }
      }
    }
    switch (type) {
      case ENDPOINT -> names.add("outbound|80||alias.shop.svc.cluster.local");
      case ROUTE -> names.addAll(List.of("80", "9000", "http.80"));
      case EXTENSION_CONFIG -> names.add("lua");
      case SECRET -> names.add("kubernetes://cert");
      case CLUSTER, LISTENER, NAME_TABLE -> {}
    }
    return names;
  }

  /** What is there before anything changes, so that changes meet something. */
  List<ResourceChange> beginning() {
    return workloads.all();
  }

  /** One change, or several that belong together. */
  List<ResourceChange> changes() {
    List<ResourceChange> changes = new ArrayList<>();
    do {
      changes.addAll(change());
    } while (random.nextInt(3) == 0);
    return changes;
  }

  private List<ResourceChange> change() {
    String namespace = one(NAMESPACES);
    return switch (random.nextInt(18)) {
      case 0, 1 -> workloads.service(namespace);
      case 2, 3, 4, 5 -> workloads.slice(namespace);
      case 6 -> workloads.pod(namespace);
      case 7, 8 -> virtualService(namespace);
      case 9, 10 -> destinationRule(namespace);
      case 11 -> sidecar(namespace);
      case 12 -> serviceEntry(namespace);
      case 13 -> gateway(namespace);
      case 14 -> secret(namespace);
      case 15 -> envoyFilter();
      case 16 -> meshConfig();
      default -> workloads.entry(namespace);
    };
  }

  private List<ResourceChange> virtualService(String namespace) {
    String name = one(List.of("v", "w"));
    if (random.nextInt(6) == 0) {
      return MeshYaml.deleted(ResourceKind.VIRTUAL_SERVICE, namespace, name);
    }
    String rules =
        one(
            List.of(
                "http: [{timeout: %ds, route: [{destination: {host: %s}}]}]",
                "http: [{match: [{sourceLabels: {app: a}}], timeout: %ds, route: [{destination: {host: %s, subset: v1}}]}, {route: [{destination: {host: b}}]}]",
                "tcp: [{match: [{port: 90%02d}], route: [{destination: {host: %s, port: {number: 9000}}}]}]"));
    return MeshYaml.upserted(
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: %s, namespace: %s}
        spec: {hosts: [%s], %s%s%s}
        """
            .formatted(
                name,
                namespace,
                one(SERVICES) + "." + one(NAMESPACES) + ".svc.cluster.local",
                one(List.of("", "gateways: [mesh, bank/gate], ")),
                one(List.of("", "exportTo: ['.'], ")),
                rules.formatted(random.nextInt(3), one(SERVICES))));
  }

  private List<ResourceChange> destinationRule(String namespace) {
    String name = one(List.of("d", "e"));
    if (random.nextInt(6) == 0) {
      return MeshYaml.deleted(ResourceKind.DESTINATION_RULE, namespace, name);
    }
    return MeshYaml.upserted(
        """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: %s, namespace: %s}
        spec: {host: %s.%s.svc.cluster.local, %s}
        """
            .formatted(
                name,
                namespace,
                one(SERVICES),
                one(NAMESPACES),
                one(
                    List.of(
                        "subsets: [{name: v1, labels: {version: v1}}]",
                        "trafficPolicy: {connectionPool: {tcp: {connectTimeout: 3s}}}",
                        "trafficPolicy: {outlierDetection: {consecutive5xxErrors: 3}}",
                        "trafficPolicy: {loadBalancer: {zoneAwareLbSetting: {minClusterSize: 1}}}",
                        "exportTo: ['.'], trafficPolicy: {loadBalancer: {zoneAwareLbSetting: {minClusterSize: 2}}}",
                        "workloadSelector: {matchLabels: {app: a}}, trafficPolicy: {tls: {mode: DISABLE}}",
                        "exportTo: ['.'], trafficPolicy: {loadBalancer: {simple: RANDOM}}"))));
  }

  private List<ResourceChange> sidecar(String namespace) {
    String name = one(List.of("s", "t"));
    if (random.nextInt(2) == 0) {
      return MeshYaml.deleted(ResourceKind.SIDECAR, namespace, name);
    }
    return MeshYaml.upserted(
        """
        apiVersion: networking.istio.io/v1
        kind: Sidecar
        metadata: {name: %s, namespace: %s}
        spec: {%s}
        """
            .formatted(
                name,
                namespace,
                one(
                    List.of(
                        "egress: [{hosts: ['./*']}]",
                        "workloadSelector: {labels: {app: b}}, egress: [{hosts: ['*/a.shop.svc.cluster.local']}]",
                        "outboundTrafficPolicy: {mode: REGISTRY_ONLY}, egress: [{hosts: ['shop/*']}]"))));
  }

  private List<ResourceChange> serviceEntry(String namespace) {
    String name = one(List.of("m", "n"));
    if (random.nextInt(5) == 0) {
      return MeshYaml.deleted(ResourceKind.SERVICE_ENTRY, namespace, name);
    }
    return MeshYaml.upserted(
        """
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: %s, namespace: %s}
        spec: {hosts: [%s], ports: [{number: 80, name: http, protocol: HTTP}], %s}
        """
            .formatted(
                name,
                namespace,
                one(List.of("x.example.com", "y.example.com", "a.shop.svc.cluster.local")),
                one(
                    List.of(
                        "resolution: DNS",
                        "resolution: STATIC, endpoints: [{address: 1.1.1.1}]",
                        "resolution: STATIC, location: MESH_INTERNAL, workloadSelector: {labels: {app: a}}"))));
  }

  private List<ResourceChange> gateway(String namespace) {
    if (random.nextInt(4) == 0) {
      return MeshYaml.deleted(ResourceKind.GATEWAY, namespace, "gate");
    }
    return MeshYaml.upserted(
        """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: gate, namespace: %s}
        spec:
          selector: {app: %s}
          servers: [%s]
        """
            .formatted(
                namespace,
                one(List.of("gate", "a")),
                one(
                    List.of(
                        "{port: {number: 80, name: http, protocol: HTTP}, hosts: ['*']}",
                        "{port: {number: 9443, name: tls, protocol: TLS}, hosts: ['shop/*.local'], tls: {mode: AUTO_PASSTHROUGH}}"))));
  }

  private List<ResourceChange> envoyFilter() {
    String namespace = one(List.of("shop", "bank", "istio-system"));
    if (random.nextInt(3) == 0) {
      return MeshYaml.deleted(ResourceKind.ENVOY_FILTER, namespace, "patch");
    }
    return MeshYaml.upserted(
        """
        apiVersion: networking.istio.io/v1alpha3
        kind: EnvoyFilter
        metadata: {name: patch, namespace: %s}
        spec: {%sconfigPatches: [{%s}]}
        """
            .formatted(
                namespace,
                one(
                    List.of(
                        "",
                        "workloadSelector: {labels: {app: a}}, ",
                        "targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: web}], ")),
                one(
                    List.of(
                        "applyTo: CLUSTER, match: {context: SIDECAR_OUTBOUND}, patch: {operation: MERGE, value: {connect_timeout: 7s}}",
                        "applyTo: CLUSTER, match: {proxy: {metadata: {ISTIO_VERSION: '1.30'}}}, patch: {operation: ADD, value: {name: added}}",
                        "applyTo: EXTENSION_CONFIG, patch: {operation: ADD, value: {name: lua, typed_config: {'@type': type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua}}}",
                        "applyTo: LISTENER, match: {context: SIDECAR_INBOUND}, patch: {operation: MERGE, value: {per_connection_buffer_limit_bytes: 5}}",
                        "applyTo: ROUTE_CONFIGURATION, patch: {operation: MERGE, value: {max_direct_response_body_size_bytes: 9}}"))));
  }

  private List<ResourceChange> meshConfig() {
    return MeshYaml.upserted(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data: {mesh: "%s"}
        """
            .formatted(
                one(
                    List.of(
                        "connectTimeout: 2s",
                        "localityLbSetting: {failoverPriority: [version]}",
                        "zoneAwareLbSetting: {minClusterSize: 1, failoverPriority: [version]}",
                        "outboundTrafficPolicy: {mode: REGISTRY_ONLY}"))));
  }

  private List<ResourceChange> secret(String namespace) {
    return MeshYaml.upserted(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: cert, namespace: %s}
        stringData: {tls.crt: certificate-%d, tls.key: key}
        """
            .formatted(namespace, random.nextInt(3)));
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
