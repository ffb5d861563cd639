package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.certificate.MaterialStore;
import io.meshwright.operator.certificate.MaterialText;
import io.meshwright.operator.certificate.OwnMaterial;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Keeps the operator's own certificate in a Secret of its namespace. */
final class KubernetesMaterialStore implements MaterialStore {

  private final KubernetesClient client;
  private final WriteGate gate;
  private final String namespace;

  KubernetesMaterialStore(KubernetesClient client, WriteGate gate, String namespace) {
    this.client = client;
    this.gate = gate;
    this.namespace = namespace;
  }

  @Override
  public Optional<Kept> read() {
    return Optional.ofNullable(
            client.secrets().inNamespace(namespace).withName(OperatorNames.ADMISSION_SECRET).get())
        .map(
            secret ->
                new Kept(
                    secret.getMetadata().getResourceVersion(),
                    MaterialText.parse(texts(secret)).orElse(null)));
  }

  @Override
  public void createIfAbsent(OwnMaterial material) {
    write(() -> client.secrets().inNamespace(namespace).resource(secret(material)).create());
  }

  @Override
  public void replace(Kept before, OwnMaterial material) {
    Secret next = secret(material);
    next.getMetadata().setResourceVersion(before.version());
    write(() -> client.secrets().inNamespace(namespace).resource(next).update());
  }

  /** Another replica that was faster is no failure: its certificate is used. */
  private void write(Runnable call) {
    try {
      gate.pass(call);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  private Secret secret(OwnMaterial material) {
    Map<String, String> data = new HashMap<>();
    MaterialText.of(material)
        .forEach(
            (key, text) ->
                data.put(
                    key,
                    Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII))));
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(OperatorNames.ADMISSION_SECRET)
        .addToLabels(Labels.APP_NAME, OperatorNames.OPERATOR)
        .addToLabels(Labels.APP_PART_OF, "meshwright")
        .addToLabels(Labels.APP_MANAGED_BY, OperatorNames.MANAGED_BY)
        .endMetadata()
        .withType("kubernetes.io/tls")
        .withData(data)
        .build();
  }

  private static Map<String, String> texts(Secret secret) {
    Map<String, String> texts = new HashMap<>();
    Objects.requireNonNullElse(secret.getData(), Map.<String, String>of())
        .forEach(
            (key, value) ->
                texts.put(
                    key, new String(Base64.getDecoder().decode(value), StandardCharsets.US_ASCII)));
    return texts;
  }
}
