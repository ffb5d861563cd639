package io.meshwright.runtime.kube;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.runtime.ca.CaPem;
import io.meshwright.runtime.ca.CaStore;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the authority's material in a Secret of the mesh's namespace (istio-features S7, S8). A
 * Secret of the plug-in CA may use the keys of {@code kubernetes.io/tls} instead of Istio's.
 */
public final class SecretCaStore implements CaStore {

  private final KubernetesClient client;
  private final String namespace;
  private final String secret;

  public SecretCaStore(KubernetesClient client, String namespace, String secret) {
    this.client = client;
    this.namespace = namespace;
    this.secret = secret;
  }

  @Override
  public String name() {
    return "Secret " + namespace + "/" + secret;
  }

  @Override
  public Optional<CaPem> read() {
    return Optional.ofNullable(client.secrets().inNamespace(namespace).withName(secret).get())
        .map(SecretCaStore::pem);
  }

  @Override
  public CaPem createIfAbsent(CaPem fresh) {
    Secret created =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(secret)
            .endMetadata()
            .withType(MeshNames.CA_SECRET_TYPE)
            .addToData(CaPem.CERTIFICATE_KEY, base64(fresh.certificate()))
            .addToData(CaPem.PRIVATE_KEY_KEY, base64(fresh.privateKey()))
            .addToData(CaPem.ROOTS_KEY, base64(fresh.roots()))
            .build();
    try {
      client.secrets().inNamespace(namespace).resource(created).create();
      return fresh;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      // Another replica was faster; everybody uses its root.
      return read().orElseThrow(() -> e);
    }
  }

  private static CaPem pem(Secret secret) {
    Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
    if (data.containsKey("tls.crt") && !data.containsKey(CaPem.CERTIFICATE_KEY)) {
      return new CaPem(text(data, "tls.crt"), text(data, "tls.key"), "", text(data, "ca.crt"));
    }
    return new CaPem(
        text(data, CaPem.CERTIFICATE_KEY),
        text(data, CaPem.PRIVATE_KEY_KEY),
        text(data, CaPem.CHAIN_KEY),
        text(data, CaPem.ROOTS_KEY));
  }

  private static String text(Map<String, String> data, String key) {
    return new String(
        Base64.getDecoder().decode(data.getOrDefault(key, "")), StandardCharsets.US_ASCII);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
