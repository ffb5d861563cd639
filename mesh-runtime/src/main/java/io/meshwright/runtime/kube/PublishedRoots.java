package io.meshwright.runtime.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.runtime.ca.Pem;
import io.meshwright.xds.ConfigException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;

/** The roots that runtimes of this mesh have told workloads to trust, as the ConfigMap has them. */
public final class PublishedRoots {

  private PublishedRoots() {}

  /**
   * Those in the mesh's own namespace; none if no runtime of Meshwright wrote them. Blocks.
   *
   * @throws ConfigException if they cannot be read
   */
  public static List<X509Certificate> read(
      KubernetesClient client, String meshNamespace, String trustBundle) throws ConfigException {
    ConfigMap map = client.configMaps().inNamespace(meshNamespace).withName(trustBundle).get();
    if (map == null || map.getData() == null || !isOurs(map)) {
      return List.of();
    }
    String pem = Objects.requireNonNullElse(map.getData().get(MeshNames.ROOT_CERT_KEY), "");
    return pem.isBlank()
        ? List.of()
        : Pem.certificates(
            pem, "ConfigMap " + meshNamespace + "/" + trustBundle, MeshNames.ROOT_CERT_KEY);
  }

  private static boolean isOurs(ConfigMap map) {
    return map.getMetadata().getManagedFields().stream()
        .anyMatch(entry -> MeshNames.ROOTS_FIELD_MANAGER.equals(entry.getManager()));
  }
}
