package io.meshwright.runtime.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.runtime.model.name.NamespaceSelection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the mesh's roots in one ConfigMap of every namespace (istio-features S10), {@code
 * istio-ca-root-cert} unless the mesh calls it otherwise, while this replica holds the Lease. With
 * discovery selectors only the mesh's own namespace and those selected get one (MC7). Written by
 * server-side apply and only if it differs, so that nothing fights over it. Informers only enqueue;
 * the work is done on the executor.
 */
public final class RootDistribution implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(RootDistribution.class);
  private static final long RETRY_SECONDS = 5;

  private final KubernetesClient client;
  private final String meshNamespace;
  private final String trustBundle;
  private final Supplier<String> roots;
  private final ScheduledExecutorService executor;
  private final SharedIndexInformer<Namespace> namespaces;
  private final SharedIndexInformer<ConfigMap> configMaps;
  private volatile boolean leading;
  private volatile Optional<NamespaceSelection> selection = Optional.empty();

  /**
   * Follows namespaces and ConfigMaps from now on.
   *
   * @param meshNamespace gets the roots whatever is selected: the operator reads them there
   * @param trustBundle name of the ConfigMap
   * @param roots PEM of what workloads shall trust now
   * @param executor a single thread; the caller's to shut down
   */
  public RootDistribution(
      KubernetesClient client,
      String meshNamespace,
      String trustBundle,
      Supplier<String> roots,
      ScheduledExecutorService executor) {
    this.client = client;
    this.meshNamespace = meshNamespace;
    this.trustBundle = trustBundle;
    this.roots = roots;
    this.executor = executor;
    this.namespaces = client.namespaces().runnableInformer(0);
    this.configMaps =
        client
            .configMaps()
            .inAnyNamespace()
            .withField("metadata.name", trustBundle)
            .runnableInformer(0);
    namespaces.addEventHandler(new Enqueue<>(namespace -> namespace.getMetadata().getName()));
    configMaps.addEventHandler(new Enqueue<>(map -> map.getMetadata().getNamespace()));
    namespaces.exceptionHandler((_, _) -> true);
    configMaps.exceptionHandler((_, _) -> true);
  }

  /** Begins to follow the cluster; writes nothing before {@link #lead}. */
  public void start() {
    var _ = namespaces.start();
    var _ = configMaps.start();
  }

  /** Which namespaces the mesh looks at; before the first call only its own gets the roots. */
  public void select(NamespaceSelection namespaces) {
    Optional<NamespaceSelection> next = Optional.of(namespaces);
    if (!next.equals(selection)) {
      selection = next;
      distribute();
    }
  }

  /** This replica writes from now on. */
  public void lead() {
    leading = true;
    distribute();
  }

  /** Another replica may write from now on. */
  public void follow() {
    leading = false;
  }

  /** Looks at all namespaces again: the roots have changed. */
  public void distribute() {
    namespaces.getStore().list().forEach(namespace -> enqueue(namespace.getMetadata().getName()));
  }

  /** Whether the namespace has been seen. */
  boolean knows(String namespace) {
    return namespaces.getStore().getByKey(namespace) != null;
  }

  @Override
  public void close() {
    leading = false;
    namespaces.stop();
    configMaps.stop();
  }

  private void enqueue(@Nullable String namespace) {
    if (leading && namespace != null && !executor.isShutdown()) {
      executor.execute(() -> reconcile(namespace));
    }
  }

  private void reconcile(String name) {
    Namespace namespace = namespaces.getStore().getByKey(name);
    // Before the first list is complete, "absent" means nothing.
    if (!leading || !configMaps.hasSynced() || namespace == null || isTerminating(namespace)) {
      retryUnlessSynced(name);
      return;
    }
    if (!isSelected(namespace)) {
      return;
    }
    String wanted = roots.get();
    ConfigMap present = configMaps.getStore().getByKey(name + "/" + trustBundle);
    if (present != null
        && present.getData() != null
        && wanted.equals(present.getData().get(MeshNames.ROOT_CERT_KEY))) {
      return;
    }
    try {
      client
          .configMaps()
          .inNamespace(name)
          .resource(configMap(name, wanted))
          .patch(
              new PatchContext.Builder()
                  .withPatchType(PatchType.SERVER_SIDE_APPLY)
                  .withFieldManager(MeshNames.ROOTS_FIELD_MANAGER)
                  .withForce(true)
                  .build());
    } catch (KubernetesClientException e) {
      LOG.warnf("Cannot write the roots into namespace %s: %s", name, e.getMessage());
      retry(name);
    }
  }

  private void retryUnlessSynced(String name) {
    if (leading && !configMaps.hasSynced()) {
      retry(name);
    }
  }

  private void retry(String name) {
    if (!executor.isShutdown()) {
      // Nobody waits for the retry; it reports its own failure.
      var _ = executor.schedule(() -> reconcile(name), RETRY_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** A namespace that is not selected any more keeps what it has, as in Istio. */
  private boolean isSelected(Namespace namespace) {
    Map<String, String> labels = namespace.getMetadata().getLabels();
    return namespace.getMetadata().getName().equals(meshNamespace)
        || selection
            .filter(selected -> selected.selects(labels == null ? Map.of() : labels))
            .isPresent();
  }

  private static boolean isTerminating(Namespace namespace) {
    return namespace.getMetadata().getDeletionTimestamp() != null
        || (namespace.getStatus() != null
            && "Terminating".equals(namespace.getStatus().getPhase()));
  }

  private ConfigMap configMap(String namespace, String roots) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(trustBundle)
        .withLabels(Map.of(Labels.CONFIG, "true"))
        .endMetadata()
        .withData(Map.of(MeshNames.ROOT_CERT_KEY, roots))
        .build();
  }

  /** Enqueues the namespace of whatever changed. */
  private final class Enqueue<T extends HasMetadata> implements ResourceEventHandler<T> {
    private final Function<T, @Nullable String> namespaceOf;

    Enqueue(Function<T, @Nullable String> namespaceOf) {
      this.namespaceOf = namespaceOf;
    }

    @Override
    public void onAdd(T resource) {
      enqueue(namespaceOf.apply(resource));
    }

    @Override
    public void onUpdate(T before, T resource) {
      enqueue(namespaceOf.apply(resource));
    }

    @Override
    public void onDelete(T resource, boolean finalStateUnknown) {
      enqueue(namespaceOf.apply(resource));
    }
  }
}
