package io.meshwright.runtime.xds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.stub.StreamObserver;
import io.meshwright.runtime.compile.MeshCompiler;
import io.meshwright.runtime.compile.scope.Protobuf;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.delivery.Delivery;
import io.meshwright.runtime.delivery.MeshResources;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.discovery.ResourceChange;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.ModelChange;
import io.meshwright.runtime.model.ModelPart;
import io.meshwright.runtime.testing.ManualClock;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.xds.XdsType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * After each of many random changes, clients of all sorts hold the bytes that compiling everything
 * anew makes of the same resources; whatever was kept, shared or not compared.
 */
final class RandomChangesTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int CHANGES = 50;

  private final Discovery discovery = new Discovery(MeshYaml.SETTINGS);
  private final List<ResourceChange> all = new ArrayList<>();
  private final ConnectedProxies registry =
      new ConnectedProxies(new SimpleMeterRegistry(), new ManualClock(START));
  private MeshResources resources = MeshResources.of(discovery.model());

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 5, 8})
  void clientsHoldWhatCompilingAnewMakes(long seed) throws Exception {
    RandomMesh mesh = new RandomMesh(new Random(seed));
    List<Client> clients = RandomMesh.nodes().stream().map(Client::new).toList();
    clients.forEach(Client::settle);
    for (int i = 0; i < CHANGES; i++) {
      List<ResourceChange> changes = i == 0 ? mesh.beginning() : mesh.changes();
      all.addAll(changes);
      discovery.apply(changes);
      MeshModel model = discovery.model();
      ModelChange change = model.since(resources.model());
      resources = resources.next(model, change);
      Delivery delivery = new Delivery(resources, change, START);
      clients.forEach(client -> client.stream.delivered(delivery));
      clients.forEach(Client::settle);
      Discovery anew = new Discovery(MeshYaml.SETTINGS);
      anew.apply(all);
      MeshModel whole = anew.model();
      for (Client client : clients) {
        client.compare(whole, "seed " + seed + ", change " + i + ": " + changes);
      }
    }
    assertThat(discovery.errors().keySet()).as("what says nonsense changes nothing").isEmpty();
  }

  /** A component that nothing compares would be a change that nobody is told of. */
  @Test
  void eachComponentOfAModelIsAPart() {
    List<String> parts =
        Stream.concat(
                Arrays.stream(ModelPart.values())
                    .filter(part -> part != ModelPart.HTTP_RULES)
                    .map(part -> part.name().replace("_", "").toLowerCase(Locale.ROOT)),
                Stream.of("endpoints"))
            .toList();
    assertThat(MeshModel.Parts.class.getRecordComponents())
        .extracting(component -> component.getName().toLowerCase(Locale.ROOT))
        .containsExactlyInAnyOrderElementsOf(parts);
  }

  /** A client that wants everything, and acknowledges each response after it has taken it in. */
  private final class Client implements StreamObserver<DeltaDiscoveryResponse> {
    private final Node node;
    private final DeltaStream delta = new DeltaStream(this, () -> true);
    private final ProxyStream stream =
        new ProxyStream(
            delta,
            new SerialExecutor(Runnable::run),
            StreamPeer.trusted(ToolAnswers.NONE),
            registry);
    private final Queue<DeltaDiscoveryResponse> inbox = new ArrayDeque<>();
    private final Map<XdsType, NavigableMap<String, Any>> held = new EnumMap<>(XdsType.class);

    Client(Node node) {
      this.node = node;
      for (XdsType type : XdsType.values()) {
        request(
            DeltaDiscoveryRequest.newBuilder()
                .setNode(node)
                .setTypeUrl(type.typeUrl())
                .addAllResourceNamesSubscribe(RandomMesh.names(type)));
      }
    }

    private void request(DeltaDiscoveryRequest.Builder request) {
      stream.execute(() -> delta.request(request.build(), stream, resources));
    }

    void settle() {
      for (DeltaDiscoveryResponse next = inbox.poll(); next != null; next = inbox.poll()) {
        XdsType type = XdsType.of(next.getTypeUrl()).orElseThrow();
        NavigableMap<String, Any> known = held(type);
        next.getResourcesList()
            .forEach(resource -> known.put(resource.getName(), resource.getResource()));
        next.getRemovedResourcesList().forEach(known::remove);
        request(
            DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(next.getTypeUrl())
                .setResponseNonce(next.getNonce()));
      }
    }

    private NavigableMap<String, Any> held(XdsType type) {
      return held.computeIfAbsent(type, _ -> new TreeMap<>());
    }

    void compare(MeshModel model, String what) throws Exception {
      ProxyScope scope = new ProxyScope(model, NodeParser.parse(node, model.settings()));
      for (XdsType type : XdsType.values()) {
        Map<String, ? extends Message> anew =
            type.wildcard()
                ? MeshCompiler.all(type, scope)
                : MeshCompiler.named(type, RandomMesh.names(type), scope);
        NavigableMap<String, Any> packed = new TreeMap<>();
        anew.forEach((name, message) -> packed.put(name, Protobuf.pack(message)));
        assertThat(held(type).keySet())
            .as("%s of %s after %s", type, node.getId(), what)
            .isEqualTo(packed.keySet());
        for (Map.Entry<String, Any> each : packed.entrySet()) {
          assertThat(held(type).get(each.getKey()))
              .as("%s %s of %s after %s", type, each.getKey(), node.getId(), what)
              .isEqualTo(each.getValue());
        }
      }
    }

    @Override
    public void onNext(DeltaDiscoveryResponse response) {
      inbox.add(response);
    }

    @Override
    public void onError(Throwable cause) {
      throw new AssertionError(cause);
    }

    @Override
    public void onCompleted() {
      throw new AssertionError("a stream of configuration does not complete");
    }
  }
}
