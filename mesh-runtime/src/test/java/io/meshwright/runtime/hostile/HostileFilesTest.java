package io.meshwright.runtime.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.meshwright.runtime.discovery.ConfigSource;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.discovery.ResourceChange;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.files.DirectorySource;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.render.ProxyResources;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.runtime.xds.NodeParser;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.XdsType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile resources in files beside good ones: the good ones mean what they mean alone. */
final class HostileFilesTest {

  /** Nothing of another namespace is its business. */
  private static final String GOOD =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: good}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: istio, namespace: istio-system}
      data: {mesh: "outboundTrafficPolicy: {mode: REGISTRY_ONLY}"}
      ---
      apiVersion: networking.istio.io/v1
      kind: Sidecar
      metadata: {name: own, namespace: good}
      spec: {egress: [{hosts: ["./*"]}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: reviews, namespace: good}
      spec: {clusterIP: 10.96.0.1, selector: {app: reviews}, ports: [{name: http, port: 80, targetPort: 8080}]}
      ---
      apiVersion: discovery.k8s.io/v1
      kind: EndpointSlice
      metadata: {name: reviews-1, namespace: good, labels: {kubernetes.io/service-name: reviews}}
      addressType: IPv4
      ports: [{name: http, port: 8080}]
      endpoints: [{addresses: [10.77.0.1], conditions: {ready: true}, targetRef: {kind: Pod, name: reviews-1, namespace: good}}]
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: reviews-1, namespace: good, labels: {app: reviews, version: v1}}
      spec: {serviceAccountName: reviews, containers: [{name: reviews}]}
      status: {podIP: 10.77.0.1, phase: Running}
      ---
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: reviews, namespace: good}
      spec:
        hosts: [reviews]
        http:
        - match: [{uri: {regex: "/v[0-9]+"}}]
          route: [{destination: {host: reviews, subset: v1}}]
        - {route: [{destination: {host: reviews}}], timeout: 3s}
      ---
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata: {name: reviews, namespace: good}
      spec: {host: reviews, subsets: [{name: v1, labels: {version: v1}}], trafficPolicy: {loadBalancer: {simple: RANDOM}}}
      ---
      apiVersion: networking.istio.io/v1
      kind: ServiceEntry
      metadata: {name: outside, namespace: good}
      spec: {hosts: [api.example.com], addresses: [198.51.100.7], ports: [{number: 443, name: tls, protocol: TLS}], resolution: STATIC, endpoints: [{address: 198.51.100.8}]}
      """;

  private @TempDir Path directory;

  @Test
  void goodResourcesStandBesideHostileOnes() throws Exception {
    standBeside(300, 1);
  }

  @Test
  @Tag("full")
  void goodResourcesStandBesideThousandsOfHostileOnes() throws Exception {
    for (long seed = 2; seed < 12; seed++) {
      standBeside(500, seed);
    }
  }

  private void standBeside(int count, long seed) throws Exception {
    Discovery alone = new Discovery(MeshYaml.SETTINGS);
    alone.apply(MeshYaml.upserted(GOOD));
    assertThat(alone.errors()).isEmpty();

    write(count, seed);
    Discovery together = new Discovery(MeshYaml.SETTINGS);
    together.apply(read());
    assertThat(together.errors().keySet())
        .extracting(ResourceRef::namespace)
        .as("seed %d", seed)
        .doesNotContain("good", "istio-system");
    assertThat(compiled(together, "sidecar~10.77.0.1~reviews-1.good~good.svc.cluster.local"))
        .as("seed %d", seed)
        .isEqualTo(compiled(alone, "sidecar~10.77.0.1~reviews-1.good~good.svc.cluster.local"));
    for (String other :
        List.of(
            "sidecar~10.78.0.1~x-1.lab~lab.svc.cluster.local",
            "sidecar~10.78.0.2~x-1.default~default.svc.cluster.local",
            "router~10.78.0.3~gate-1.lab~lab.svc.cluster.local")) {
      assertThat(compiled(together, other)).isNotEmpty();
    }
  }

  /** A good document, some hostile ones, a good document and so on, in a few files. */
  private void write(int count, long seed) throws IOException {
    HostileResources hostile = new HostileResources(Specimens.ofTheMesh(), new Random(seed));
    String[] good = GOOD.split("(?m)^---$", -1);
    int each = count / good.length + 1;
    for (int i = 0, n = 0; i < good.length; i++) {
      StringBuilder file = new StringBuilder(good[i]);
      for (int k = 0; k < each; k++) {
        ObjectNode resource = hostile.next("hostile-" + n++);
        file.append("\n---\n").append(HostileResources.text(resource));
      }
      Files.writeString(directory.resolve(i + ".yaml"), file.append('\n'));
    }
  }

  private List<ResourceChange> read() throws Exception {
    List<ResourceChange> changes = new ArrayList<>();
    CountDownLatch synced = new CountDownLatch(1);
    try (DirectorySource source = new DirectorySource(directory)) {
      source.start(
          new ConfigSource.Listener() {
            @Override
            public void changed(List<ResourceChange> some) {
              changes.addAll(some);
            }

            @Override
            public void problems(String file, List<ConfigError> errors) {
              assertThat(errors).allSatisfy(error -> assertThat(error.message()).isNotEmpty());
            }

            @Override
            public void synced() {
              synced.countDown();
            }
          });
      assertThat(synced.await(1, TimeUnit.MINUTES)).as("all files were read").isTrue();
    }
    return changes;
  }

  private static Map<XdsType, SortedMap<String, ? extends Message>> compiled(
      Discovery discovery, String id) {
    MeshModel model = discovery.model();
    Node node = Node.newBuilder().setId(id).build();
    try {
      return ProxyResources.of(model, NodeParser.parse(node, model.settings()));
    } catch (io.meshwright.xds.ConfigException e) {
      throw new AssertionError(e);
    }
  }
}
