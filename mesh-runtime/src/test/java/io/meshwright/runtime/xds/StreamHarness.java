package io.meshwright.runtime.xds;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.grpc.stub.StreamObserver;
import io.meshwright.runtime.delivery.Delivery;
import io.meshwright.runtime.delivery.MeshResources;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.discovery.ResourceChange;
import io.meshwright.runtime.discovery.ResourceKind;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.ModelChange;
import io.meshwright.runtime.testing.ManualClock;
import io.meshwright.runtime.testing.MeshYaml;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A mesh that changes when told, and one client's end of a stream; all in the test's thread. */
final class StreamHarness<R> implements StreamObserver<R> {

  static final String CART = "outbound|80||cart.shop.svc.cluster.local";
  static final String BANK = "outbound|80||bank.shop.svc.cluster.local";
  static final Node NODE =
      Node.newBuilder()
          .setId("sidecar~10.0.0.9~client.shop~shop.svc.cluster.local")
          .setMetadata(
              Struct.newBuilder()
                  .putFields("NAMESPACE", Value.newBuilder().setStringValue("shop").build()))
          .build();

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final ManualClock clock = new ManualClock(START);
  final ConnectedProxies registry = new ConnectedProxies(meters, clock);
  final Queue<R> responses = new ArrayDeque<>();
  private final Discovery discovery = new Discovery(MeshYaml.SETTINGS);
  private MeshResources resources = MeshResources.of(discovery.model());
  private @Nullable ProxyStream stream;
  private @Nullable Throwable end;
  private boolean ready = true;

  StreamHarness() {
    service("cart");
    service("bank");
  }

  ProxyStream open(StreamTransport transport) {
    return open(transport, StreamPeer.trusted(ToolAnswers.NONE));
  }

  ProxyStream open(StreamTransport transport, StreamPeer peer) {
    ProxyStream opened =
        new ProxyStream(transport, new SerialExecutor(Runnable::run), peer, registry);
    stream = opened;
    return opened;
  }

  /** Whether what was sent has left; it has unless a test says otherwise. */
  boolean ready() {
    return ready;
  }

  void ready(boolean now) {
    ready = now;
  }

  MeshResources resources() {
    return resources;
  }

  Optional<Throwable> end() {
    return Optional.ofNullable(end);
  }

  void service(String name) {
    apply(
        MeshYaml.upserted(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: %s, namespace: shop}
            spec: {clusterIP: 10.96.0.%d, ports: [{name: http, port: 80}]}
            """
                .formatted(name, name.length() + name.charAt(0))));
  }

  /** That many more, in one change. */
  void services(int count) {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < count; i++) {
      yaml.append(
          """
          apiVersion: v1
          kind: Service
          metadata: {name: many-%d, namespace: shop}
          spec: {clusterIP: 10.97.%d.%d, ports: [{name: http, port: 80}]}
          ---
          """
              .formatted(i, i / 250, i % 250));
    }
    apply(MeshYaml.upserted(yaml.substring(0, yaml.lastIndexOf("---"))));
  }

  void headlessService(String name) {
    apply(
        MeshYaml.upserted(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: %s, namespace: shop}
            spec: {clusterIP: None, ports: [{name: http, port: 80}]}
            """
                .formatted(name)));
  }

  void endpoint(String service, String address) {
    apply(
        MeshYaml.upserted(
            """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: %s, namespace: shop, labels: {kubernetes.io/service-name: %s}}
            addressType: IPv4
            ports: [{name: http, port: 8080}]
            endpoints: [{addresses: [%s]}]
            """
                .formatted(service, service, address)));
  }

  void timeout(String service, int seconds) {
    apply(
        MeshYaml.upserted(
            """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: %s, namespace: shop}
            spec: {host: %s, trafficPolicy: {connectionPool: {tcp: {connectTimeout: %ds}}}}
            """
                .formatted(service, service, seconds)));
  }

  void secret(String namespace, String name, String certificate) {
    apply(
        MeshYaml.upserted(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: %s, namespace: %s}
            stringData: {tls.crt: %s, tls.key: key, ca.crt: roots}
            """
                .formatted(name, namespace, certificate)));
  }

  void extension(String name, String code) {
    apply(
        MeshYaml.upserted(
            """
            apiVersion: networking.istio.io/v1alpha3
            kind: EnvoyFilter
            metadata: {name: %s, namespace: shop}
            spec:
              configPatches:
              - applyTo: EXTENSION_CONFIG
                patch:
                  operation: ADD
                  value:
                    name: %s
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua
                      inline_code: "%s"
            """
                .formatted(name, name, code)));
  }

  void deleteExtension(String name) {
    apply(MeshYaml.deleted(ResourceKind.ENVOY_FILTER, "shop", name));
  }

  void deleteService(String name) {
    apply(MeshYaml.deleted(ResourceKind.SERVICE, "shop", name));
  }

  private void apply(List<ResourceChange> changes) {
    discovery.apply(changes);
    MeshModel model = discovery.model();
    ModelChange change = model.since(resources.model());
    resources = resources.next(model, change);
    if (stream != null) {
      stream.delivered(new Delivery(resources, change, START));
    }
  }

  @Override
  public void onNext(R response) {
    responses.add(response);
  }

  @Override
  public void onError(Throwable cause) {
    end = cause;
  }

  @Override
  public void onCompleted() {
    throw new AssertionError("a stream of configuration does not complete");
  }
}
