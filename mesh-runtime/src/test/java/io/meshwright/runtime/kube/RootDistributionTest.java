package io.meshwright.runtime.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.meshwright.crd.server.ApplyingApiServer;
import io.meshwright.runtime.model.name.NamespaceSelection;
import io.meshwright.runtime.model.name.NamespaceSelection.Relation;
import io.meshwright.runtime.model.name.NamespaceSelection.Requirement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // set by each test
final class RootDistributionTest {

  private final ApplyingApiServer server = new ApplyingApiServer();
  private final KubernetesClient client = server.client();
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final AtomicReference<String> roots = new AtomicReference<>("root 1");
  private String bundle = "istio-ca-root-cert";
  private RootDistribution distribution;

  @AfterEach
  void stop() {
    distribution.close();
    executor.shutdownNow();
    client.close();
    server.close();
  }

  @Test
  void leaderWritesTheRootsIntoEveryNamespace() {
    namespace("a", "Active");
    start();
    distribution.lead();
    namespace("b", "Active");

    await().until(() -> "root 1".equals(rootsIn("a")) && "root 1".equals(rootsIn("b")));
  }

  @Test
  void terminatingNamespaceIsSkipped() {
    namespace("going", "Terminating");
    namespace("z-later", "Active");
    start();
    distribution.lead();

    await().until(() -> "root 1".equals(rootsIn("z-later")));
    assertThat(rootsIn("going")).isNull();
  }

  @Test
  void deletedAndChangedRootsAreRestored() {
    namespace("a", "Active");
    start();
    distribution.lead();
    await().until(() -> "root 1".equals(rootsIn("a")));

    client.configMaps().inNamespace("a").withName(bundle).delete();
    await().until(() -> "root 1".equals(rootsIn("a")));
  }

  @Test
  void newRootsReplaceOldOnes() {
    namespace("a", "Active");
    start();
    distribution.lead();
    await().until(() -> "root 1".equals(rootsIn("a")));

    roots.set("root 2");
    distribution.distribute();
    await().until(() -> "root 2".equals(rootsIn("a")));
  }

  @Test
  void followerWritesNothing() throws Exception {
    namespace("a", "Active");
    start();
    await().until(() -> distribution.knows("a"));
    distribution.distribute();
    // The executor has one thread: whatever was enqueued has run when this has.
    executor.submit(() -> {}).get();
    assertThat(rootsIn("a")).isNull();

    distribution.lead();
    await().until(() -> "root 1".equals(rootsIn("a")));
  }

  @Test
  void twoMeshesWithDifferentNamesLeaveEachOthersRootsAlone() {
    namespace("a", "Active");
    start();
    distribution.lead();
    await().until(() -> "root 1".equals(rootsIn("a")));

    bundle = "blue-roots";
    try (RootDistribution other =
        new RootDistribution(client, "blue", bundle, () -> "blue root", executor)) {
      other.select(NamespaceSelection.ALL);
      other.start();
      other.lead();
      await().until(() -> "blue root".equals(rootsIn("a")));
      client.configMaps().inNamespace("a").withName(bundle).delete();
      await().until(() -> "blue root".equals(rootsIn("a")));
    }
    bundle = "istio-ca-root-cert";
    assertThat(rootsIn("a")).isEqualTo("root 1");
  }

  @Test
  void onlySelectedNamespacesAndTheMeshsOwnGetTheRoots() {
    for (String name : List.of("chosen", "mesh", "other", "z-last")) {
      namespace(name, "Active");
    }
    start();
    distribution.select(named("chosen", "z-last"));
    distribution.lead();
    for (String name : List.of("chosen", "mesh", "z-last")) {
      await().until(() -> "root 1".equals(rootsIn(name)));
    }
    assertThat(rootsIn("other")).isNull();

    distribution.select(named("other"));
    await().until(() -> "root 1".equals(rootsIn("other")));
    assertThat(rootsIn("chosen")).as("stays as it is").isEqualTo("root 1");
  }

  private static NamespaceSelection named(String... names) {
    return new NamespaceSelection(
        List.of(List.of(new Requirement("name", Relation.In, Set.of(names)))));
  }

  private void start() {
    distribution = new RootDistribution(client, "mesh", bundle, roots::get, executor);
    distribution.select(NamespaceSelection.ALL);
    distribution.start();
  }

  private @Nullable String rootsIn(String namespace) {
    ConfigMap map = client.configMaps().inNamespace(namespace).withName(bundle).get();
    return map == null ? null : map.getData().get("root-cert.pem");
  }

  private void namespace(String name, String phase) {
    client
        .namespaces()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(Map.of("name", name))
                .endMetadata()
                .withNewStatus()
                .withPhase(phase)
                .endStatus()
                .build())
        .create();
  }
}
