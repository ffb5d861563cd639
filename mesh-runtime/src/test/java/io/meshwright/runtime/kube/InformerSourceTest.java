package io.meshwright.runtime.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.meshwright.runtime.discovery.ConfigSource;
import io.meshwright.runtime.discovery.ResourceChange;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.xds.ConfigError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // set by the extension and by each test
@EnableKubernetesMockClient(crud = true)
final class InformerSourceTest {

  private KubernetesClient client;
  private final Recorder recorder = new Recorder();

  /** Remembers in order what the source said. */
  private static final class Recorder implements ConfigSource.Listener {
    private final List<String> said = new ArrayList<>();
    private final List<ResourceChange> changes = new ArrayList<>();

    @Override
    public synchronized void changed(List<ResourceChange> now) {
      for (ResourceChange change : now) {
        changes.add(change);
        said.add(
            switch (change) {
              case ResourceChange.Upserted(ResourceRef ref, _, _) -> "+" + ref;
              case ResourceChange.Deleted(ResourceRef ref) -> "-" + ref;
            });
      }
    }

    @Override
    public synchronized void problems(String origin, List<ConfigError> errors) {
      errors.forEach(error -> said.add("!" + error.message()));
    }

    @Override
    public synchronized void synced() {
      said.add("synced");
    }

    synchronized List<String> said() {
      return List.copyOf(said);
    }

    synchronized List<ResourceChange> changes() {
      return List.copyOf(changes);
    }
  }

  private InformerSource source;

  @AfterEach
  void stop() {
    source.close();
  }

  @Test
  void everythingIsDeliveredBeforeSynced() {
    client
        .namespaces()
        .resource(new NamespaceBuilder().withNewMetadata().withName("shop").endMetadata().build())
        .create();
    service("cart");
    virtualService("cart");
    pod();
    start();

    await().until(() -> recorder.said().contains("synced"));
    assertThat(recorder.said())
        .containsOnlyOnce(
            "+Namespace shop",
            "+Service shop/cart",
            "+VirtualService shop/cart",
            "+Pod shop/cart-1",
            "synced")
        .last()
        .isEqualTo("synced");
    assertThat(source.hasSynced()).isTrue();
  }

  @Test
  void laterChangesFollow() {
    start();
    await().until(() -> recorder.said().contains("synced"));

    service("late");
    await().until(() -> recorder.said().contains("+Service shop/late"));
    client.services().inNamespace("shop").withName("late").delete();
    await().until(() -> recorder.said().contains("-Service shop/late"));
  }

  @Test
  void podsAreTrimmedToWhatTheMeshReads() {
    pod();
    start();
    await().until(() -> recorder.said().contains("+Pod shop/cart-1"));

    Pod pod =
        recorder.changes().stream()
            .filter(ResourceChange.Upserted.class::isInstance)
            .map(change -> ((ResourceChange.Upserted) change).resource())
            .filter(Pod.class::isInstance)
            .map(Pod.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(pod.getSpec().getContainers().getFirst().getPorts()).hasSize(1);
    assertThat(pod.getSpec().getContainers().getFirst().getEnv()).isEmpty();
    assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("cart");
    assertThat(pod.getStatus().getPodIP()).isEqualTo("10.0.0.1");
  }

  private void start() {
    source = new InformerSource(client, "istio-system", "istio-v1");
    source.start(recorder);
  }

  private void service(String name) {
    client
        .services()
        .inNamespace("shop")
        .resource(new ServiceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
  }

  private void virtualService(String name) {
    client
        .genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup("networking.istio.io")
                .withVersion("v1")
                .withKind("VirtualService")
                .withPlural("virtualservices")
                .withNamespaced(true)
                .build())
        .inNamespace("shop")
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: %s, namespace: shop}
                spec: {hosts: [cart]}
                """
                    .formatted(name),
                GenericKubernetesResource.class))
        .create();
  }

  private void pod() {
    client
        .pods()
        .inNamespace("shop")
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("cart-1")
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName("cart")
                .addNewContainer()
                .withName("app")
                .addNewEnv()
                .withName("A")
                .withValue("b")
                .endEnv()
                .addNewPort()
                .withContainerPort(8080)
                .endPort()
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPodIP("10.0.0.1")
                .endStatus()
                .build())
        .create();
  }
}
