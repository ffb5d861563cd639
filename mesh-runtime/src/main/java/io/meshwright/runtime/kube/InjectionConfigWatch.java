package io.meshwright.runtime.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.runtime.webhook.inject.InjectionConfig;
import io.meshwright.xds.ConfigException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the two ConfigMaps of a revision from which injection is configured. A bad edit is logged
 * and the last good configuration stays.
 */
public final class InjectionConfigWatch implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(InjectionConfigWatch.class);

  private final RevisionNames revision;
  private final String meshNamespace;
  private final String trustBundle;
  private final SharedIndexInformer<ConfigMap> values;
  private final SharedIndexInformer<ConfigMap> mesh;
  private volatile Optional<InjectionConfig> current = Optional.empty();

  public InjectionConfigWatch(
      KubernetesClient client, RevisionNames revision, String meshNamespace, String trustBundle) {
    this.revision = revision;
    this.meshNamespace = meshNamespace;
    this.trustBundle = trustBundle;
    this.values = informer(client, revision.injectorConfigMap());
    this.mesh = informer(client, revision.meshConfigMap());
  }

  /** Begins to follow. */
  public void start() {
    for (SharedIndexInformer<ConfigMap> informer : List.of(values, mesh)) {
      var _ = informer.start().thenRun(this::read);
    }
  }

  /** The configuration of the moment; empty until both ConfigMaps were read once. */
  public Optional<InjectionConfig> current() {
    return current;
  }

  @Override
  public void close() {
    values.stop();
    mesh.stop();
  }

  private SharedIndexInformer<ConfigMap> informer(KubernetesClient client, String name) {
    return NamedObjectInformer.of(
        client.configMaps(),
        meshNamespace,
        name,
        this::read,
        () -> LOG.warnf("ConfigMap %s is gone; its last content stays in use", name));
  }

  private synchronized void read() {
    Optional<String> valuesText =
        text(values, revision.injectorConfigMap(), MeshNames.INJECTION_VALUES_KEY);
    Optional<String> meshText = text(mesh, revision.meshConfigMap(), MeshNames.MESH_KEY);
    if (valuesText.isEmpty() || meshText.isEmpty()) {
      return;
    }
    try {
      current =
          Optional.of(
              InjectionConfig.parse(
                  revision, meshNamespace, trustBundle, valuesText.get(), meshText.get()));
    } catch (ConfigException e) {
      LOG.errorf("The injection configuration is not used: %s", e.getMessage());
    }
  }

  private Optional<String> text(SharedIndexInformer<ConfigMap> informer, String name, String key) {
    @Nullable ConfigMap map = informer.getStore().getByKey(meshNamespace + "/" + name);
    return Optional.ofNullable(map)
        .map(present -> present.getData() == null ? Map.<String, String>of() : present.getData())
        .map(data -> data.getOrDefault(key, ""));
  }
}
