package io.meshwright.runtime.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.meshwright.crd.networking.ResourceStatus;
import io.meshwright.crd.networking.ValidationMessage;
import io.meshwright.runtime.discovery.ConfigSource;
import io.meshwright.runtime.discovery.ResourceChange;
import io.meshwright.runtime.discovery.ResourceKind;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.status.ResourceStatuses.Outcome;
import io.meshwright.runtime.status.ResourceStatuses.Present;
import io.meshwright.xds.ConfigError;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // set by the extension and by each test
@EnableKubernetesMockClient(crud = true)
final class KubernetesStatusesTest {

  private static final ResourceRef CART =
      new ResourceRef(ResourceKind.SERVICE_ENTRY, "shop", "cart");

  private KubernetesClient client;
  private InformerSource source;
  private KubernetesStatuses statuses;
  private final AtomicInteger changes = new AtomicInteger();
  private final AtomicInteger statusChanges = new AtomicInteger();

  @BeforeEach
  void start() {
    cart().create();
    source = new InformerSource(client, "istio-system", "istio-v1");
    source.onStatusChange(statusChanges::incrementAndGet);
    source.start(new Counter());
    statuses = new KubernetesStatuses(client, source);
    await().until(() -> statuses.present(CART).isPresent() && changes.get() == 1);
  }

  @AfterEach
  void stop() {
    source.close();
  }

  @Test
  void whatIsWrittenIsHeardOfAndIsNoChangeOfConfiguration() {
    Present before = statuses.present(CART).orElseThrow();
    assertThat(before.generation()).isEqualTo(1);
    assertThat(before.status().conditions()).isEmpty();
    ResourceStatus status = status(message());

    Outcome outcome = statuses.write(CART, before.resourceVersion(), status);

    assertThat(outcome).isInstanceOf(Outcome.Written.class);
    await().until(() -> statusChanges.get() == 1);
    assertThat(statuses.present(CART).orElseThrow().status()).isEqualTo(status);
    assertThat(changes).as("told to discovery").hasValue(1);
  }

  @Test
  void fieldsOfOthersStayAndMessagesGo() {
    write(new ResourceStatus(1L, List.of(), List.of(message())));
    write(ResourceStatus.NONE);

    assertThat(statuses.present(CART).orElseThrow().status().validationMessages()).isEmpty();
    assertThat(source.known(CART).orElseThrow().getAdditionalProperties().get("status"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsKey("addresses");
  }

  @Test
  void deletedResourceIsNoFailure() {
    String version = statuses.present(CART).orElseThrow().resourceVersion();
    cart().delete();

    assertThat(statuses.write(CART, version, status())).isEqualTo(new Outcome.Outdated());
  }

  private void write(ResourceStatus status) {
    int before = statusChanges.get();
    statuses.write(CART, statuses.present(CART).orElseThrow().resourceVersion(), status);
    await().until(() -> statusChanges.get() > before);
  }

  private static ResourceStatus status(ValidationMessage... messages) {
    return new ResourceStatus(
        1L,
        List.of(new ConditionBuilder().withType("Accepted").withStatus("True").build()),
        List.of(messages));
  }

  private static ValidationMessage message() {
    return new ValidationMessage(
        new ValidationMessage.Type("ReferencedResourceNotFound", "IST0101"), "ERROR", null);
  }

  private Resource<GenericKubernetesResource> cart() {
    return client
        .genericKubernetesResources(InformerSource.context(CART.kind()))
        .inNamespace(CART.namespace())
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: cart, namespace: shop, generation: 1}
                spec: {hosts: [cart.example.com]}
                status: {addresses: [{value: 240.240.0.1}]}
                """,
                GenericKubernetesResource.class));
  }

  private final class Counter implements ConfigSource.Listener {
    @Override
    public void changed(List<ResourceChange> now) {
      changes.addAndGet(now.size());
    }

    @Override
    public void problems(String origin, List<ConfigError> errors) {}

    @Override
    public void synced() {}
  }
}
