package io.meshwright.runtime.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.meshwright.runtime.ca.CaPem;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // set by the extension and by each test
@EnableKubernetesMockClient(crud = true)
final class SecretCaStoreTest {

  private static final CaPem FIRST = new CaPem("certificate", "key", "", "root");
  private static final CaPem SECOND = new CaPem("other", "other", "", "other");

  private KubernetesClient client;

  @Test
  void firstReplicaCreatesTheSecret() {
    SecretCaStore store = store("istio-ca-secret");
    assertThat(store.read()).isEmpty();
    assertThat(store.createIfAbsent(FIRST)).isEqualTo(FIRST);

    assertThat(store.read()).contains(FIRST);
    Secret secret = client.secrets().inNamespace("istio-system").withName("istio-ca-secret").get();
    assertThat(secret.getType()).isEqualTo("istio.io/ca-root");
    assertThat(secret.getData()).containsOnlyKeys("ca-cert.pem", "ca-key.pem", "root-cert.pem");
  }

  @Test
  void secondReplicaGetsTheFirstOnesRoot() {
    store("istio-ca-secret").createIfAbsent(FIRST);
    assertThat(store("istio-ca-secret").createIfAbsent(SECOND)).isEqualTo(FIRST);
  }

  @Test
  void pluginCaMayBeATlsSecret() {
    client
        .secrets()
        .inNamespace("istio-system")
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("cacerts")
                .endMetadata()
                .addToData("tls.crt", "Yw==")
                .addToData("tls.key", "aw==")
                .addToData("ca.crt", "cg==")
                .build())
        .create();
    assertThat(store("cacerts").read()).contains(new CaPem("c", "k", "", "r"));
  }

  private SecretCaStore store(String name) {
    return new SecretCaStore(client, "istio-system", name);
  }
}
