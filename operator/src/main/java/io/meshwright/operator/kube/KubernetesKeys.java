package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.meshwright.operator.analysis.KeyReader;
import io.meshwright.operator.analysis.SampleException;
import io.meshwright.operator.analysis.SampleOrigin;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keys of Secrets and ConfigMaps, read when they are asked for: Secrets are not watched. */
record KubernetesKeys(KubernetesClient client) implements KeyReader {

  @Override
  public String read(String namespace, SampleOrigin.Key key) throws SampleException {
    @Nullable Map<String, String> data;
    try {
      data = data(namespace, key);
    } catch (KubernetesClientException e) {
      throw new SampleException(
          "%s of namespace %s cannot be read: %s"
              .formatted(key, namespace, KubernetesCluster.words(e)),
          e);
    }
    String value = data == null ? null : data.get(key.key());
    if (value == null || value.isBlank()) {
      throw new SampleException(
          "found no %s in namespace %s, expected one".formatted(key, namespace));
    }
    return value;
  }

  private @Nullable Map<String, String> data(String namespace, SampleOrigin.Key key) {
    return switch (key.kind()) {
      case SECRET -> {
        Secret secret = client.secrets().inNamespace(namespace).withName(key.name()).get();
        String encoded =
            secret == null
                ? null
                : Objects.requireNonNullElse(secret.getData(), Map.<String, String>of())
                    .get(key.key());
        yield encoded == null
            ? null
            : Map.of(
                key.key(), new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
      }
      case CONFIG_MAP -> {
        ConfigMap map = client.configMaps().inNamespace(namespace).withName(key.name()).get();
        yield map == null ? null : map.getData();
      }
    };
  }
}
