package io.meshwright.runtime.bench;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Extension;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.Cors;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.meshwright.xds.NodeMetadata;
import io.meshwright.xds.XdsType;
import io.meshwright.xds.proto.alpn.FilterConfig;
import io.meshwright.xds.proto.peermetadata.Config;
import io.meshwright.xds.proto.stats.PluginConfig;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The end of a stream that a sidecar would hold: it asks for what a sidecar asks for, acknowledges
 * at once and keeps only versions. Called by the stream's event loop, one call at a time.
 */
final class SimulatedProxy implements StreamObserver<Push> {

  private static final Set<XdsType> WANTED =
      EnumSet.of(XdsType.CLUSTER, XdsType.ENDPOINT, XdsType.LISTENER, XdsType.ROUTE);

  private static final List<Descriptor> EXTENSIONS =
      List.of(
          Cors.getDescriptor(),
          HTTPFault.getDescriptor(),
          PluginConfig.getDescriptor(),
          FilterConfig.getDescriptor(),
          Config.getDescriptor());

  private final String node;
  private final ManagedChannel channel;
  private final SimulatedFleet fleet;
  private final Map<XdsType, Map<String, String>> versions = new EnumMap<>(XdsType.class);
  private final Set<XdsType> answered = EnumSet.noneOf(XdsType.class);
  private StreamObserver<DeltaDiscoveryRequest> requests;

  @SuppressWarnings("NullAway.Init") // set by connect, which is called before anything else
  SimulatedProxy(String node, ManagedChannel channel, SimulatedFleet fleet) {
    this.node = node;
    this.channel = channel;
    this.fleet = fleet;
  }

  void connect() {
    requests =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(Push.METHOD, CallOptions.DEFAULT.withWaitForReady()), this);
    answered.clear();
    requests.onNext(
        DeltaDiscoveryRequest.newBuilder()
            .setNode(node())
            .setTypeUrl(XdsType.CLUSTER.typeUrl())
            .putAllInitialResourceVersions(held(XdsType.CLUSTER))
            .build());
    subscribe(XdsType.LISTENER, List.of());
    subscribe(XdsType.ROUTE, List.of(String.valueOf(BenchMesh.PORT)));
    if (!held(XdsType.ENDPOINT).isEmpty()) {
      subscribe(XdsType.ENDPOINT, List.copyOf(held(XdsType.ENDPOINT).keySet()));
    }
  }

  /** As an injected sidecar of ours names itself: it has certificates and the mesh's filters. */
  private Node node() {
    Node.Builder named =
        Node.newBuilder()
            .setId(node)
            .setMetadata(
                Struct.newBuilder()
                    .putFields(NodeMetadata.NAMESPACE, text(namespace()))
                    .putFields(NodeMetadata.ISTIO_VERSION, text("1.30.0")));
    for (Descriptor message : EXTENSIONS) {
      named.addExtensions(
          Extension.newBuilder().addTypeUrls(XdsType.typeUrl(message.getFullName())));
    }
    return named.build();
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }

  /** That its pod runs in. */
  String namespace() {
    return node.substring(node.lastIndexOf('~') + 1, node.indexOf(".svc."));
  }

  /** Ends the wait between two attempts to connect. */
  void reconnect() {
    channel.resetConnectBackoff();
  }

  private Map<String, String> held(XdsType type) {
    return versions.computeIfAbsent(type, _ -> new HashMap<>());
  }

  private void subscribe(XdsType type, List<String> names) {
    requests.onNext(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(type.typeUrl())
            .addAllResourceNamesSubscribe(names)
            .putAllInitialResourceVersions(held(type))
            .build());
  }

  @Override
  public void onNext(Push push) {
    XdsType type = push.type();
    answered.add(type);
    Map<String, String> held = held(type);
    List<String> fresh = new ArrayList<>();
    for (Push.Part part : push.resources()) {
      if (held.put(part.name(), part.version()) == null && part.name().startsWith("outbound|")) {
        fresh.add(part.name());
      }
    }
    push.removed().forEach(held::remove);
    requests.onNext(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(type.typeUrl())
            .setResponseNonce(push.nonce())
            .build());
    if (type == XdsType.CLUSTER && !fresh.isEmpty()) {
      subscribe(XdsType.ENDPOINT, fresh);
    }
    fleet.acknowledged(this, push);
  }

  /**
   * Of how many Services it knows the endpoints; zero before its present connection has answered
   * for each type. In its own thread.
   */
  int served() {
    return answered.containsAll(WANTED) ? held(XdsType.ENDPOINT).size() : 0;
  }

  @Override
  public void onError(Throwable error) {
    if (!channel.isShutdown()) {
      fleet.later(this::connect);
    }
  }

  @Override
  public void onCompleted() {
    onError(new IllegalStateException("the stream ended"));
  }

  void close() {
    channel.shutdownNow();
  }
}
