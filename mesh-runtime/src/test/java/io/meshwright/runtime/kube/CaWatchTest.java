package io.meshwright.runtime.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.meshwright.runtime.ca.Pem;
import io.meshwright.runtime.testing.TestCa;
import io.meshwright.xds.ConfigException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the runtime sees of the authority in the cluster. */
@SuppressWarnings("NullAway.Init") // set by the extension
@EnableKubernetesMockClient(crud = true)
final class CaWatchTest {

  private static final String NAMESPACE = "istio-system";

  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private KubernetesClient client;

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void bothSecretsAreLookedAtWhenTheyChangeAndNoOther() {
    AtomicInteger looks = new AtomicInteger();
    try (CaWatch watch = new CaWatch(client, NAMESPACE, looks::incrementAndGet, executor)) {
      watch.start();
      create("istio-ca-secret", "1");
      await().until(() -> looks.get() == 1);
      create("cacerts", "1");
      await().until(() -> looks.get() == 2);
      create("other", "1");
      client
          .secrets()
          .inNamespace(NAMESPACE)
          .withName("istio-ca-secret")
          .edit(secret -> new SecretBuilder(secret).addToData("ca-cert.pem", "Mg==").build());
      await().until(() -> looks.get() == 3);
    }
  }

  @Test
  void onlyRootsOfARuntimeOfOursArePublished() throws ConfigException {
    List<X509Certificate> roots = TestCa.authority(InstantSource.system()).roots();
    assertThat(PublishedRoots.read(client, NAMESPACE, "roots")).isEmpty();
    publish("roots", "meshwright-roots", roots);
    assertThat(PublishedRoots.read(client, NAMESPACE, "roots")).isEqualTo(roots);
    publish("foreign", "pilot-discovery", roots);
    assertThat(PublishedRoots.read(client, NAMESPACE, "foreign")).isEmpty();
  }

  private void publish(String name, String manager, List<X509Certificate> roots) {
    client
        .configMaps()
        .inNamespace(NAMESPACE)
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name)
                .withManagedFields(new ManagedFieldsEntryBuilder().withManager(manager).build())
                .endMetadata()
                .addToData("root-cert.pem", Pem.of(roots))
                .build())
        .create();
  }

  private void create(String name, String value) {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName(name)
            .endMetadata()
            .addToStringData("ca-cert.pem", value)
            .build();
    client.secrets().inNamespace(NAMESPACE).resource(secret).create();
  }
}
