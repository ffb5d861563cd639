package io.meshwright.runtime.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.meshwright.runtime.discovery.ConfigSource;
import io.meshwright.runtime.discovery.ResourceChange;
import io.meshwright.runtime.discovery.ResourceKind;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.xds.ConfigError;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Follows a cluster by one informer per kind. Lists and watches are repeated by the client for as
 * long as the source is open; what was delivered last stays while the API server is away.
 */
public final class InformerSource implements ConfigSource {

  private final KubernetesClient client;
  private final String meshNamespace;
  private final String meshConfigMap;
  private final Map<ResourceKind, SharedIndexInformer<?>> informers = new ConcurrentHashMap<>();
  private final List<Runnable> statusListeners = new CopyOnWriteArrayList<>();

  /** Serialises what informers of several kinds say, and guards {@link #missing}. */
  private final Object delivery = new Object();

  private final Set<ResourceKind> missing = EnumSet.allOf(ResourceKind.class);

  /** {@code meshConfigMap} is the only ConfigMap that is read. */
  public InformerSource(KubernetesClient client, String meshNamespace, String meshConfigMap) {
    this.client = client;
    this.meshNamespace = meshNamespace;
    this.meshConfigMap = meshConfigMap;
  }

  @Override
  public void start(Listener listener) {
    Delivery out = new Delivery(listener);
    for (ResourceKind kind : ResourceKind.values()) {
      follow(kind, out);
    }
  }

  @Override
  public void close() {
    informers.values().forEach(SharedIndexInformer::stop);
  }

  /** Calls {@code listener} when statuses of users' resources change; it must only enqueue. */
  public void onStatusChange(Runnable listener) {
    statusListeners.add(listener);
  }

  /** One of Istio's kinds, as it was last heard of. */
  Optional<GenericKubernetesResource> known(ResourceRef ref) {
    SharedIndexInformer<?> informer = informers.get(ref.kind());
    return informer != null
            && informer.getStore().getByKey(ref.namespace() + "/" + ref.name())
                instanceof GenericKubernetesResource resource
        ? Optional.of(resource)
        : Optional.empty();
  }

  /** Whether every kind has been delivered once. */
  public boolean hasSynced() {
    synchronized (delivery) {
      return missing.isEmpty();
    }
  }

  private void follow(ResourceKind kind, Delivery out) {
    switch (kind) {
      case NAMESPACE -> follow(kind, client.resources(Namespace.class), out);
      case NODE -> follow(kind, client.resources(Node.class), out);
      case SERVICE -> follow(kind, client.resources(Service.class).inAnyNamespace(), out);
      case POD -> follow(kind, client.resources(Pod.class).inAnyNamespace(), out);
      case ENDPOINT_SLICE ->
          follow(kind, client.resources(EndpointSlice.class).inAnyNamespace(), out);
      case SECRET -> follow(kind, certificates(), out);
      case MESH_CONFIG ->
          follow(
              kind,
              client
                  .resources(ConfigMap.class)
                  .inNamespace(meshNamespace)
                  .withField("metadata.name", meshConfigMap),
              out);
      case VIRTUAL_SERVICE,
          DESTINATION_RULE,
          ENVOY_FILTER,
          GATEWAY,
          PROXY_CONFIG,
          SERVICE_ENTRY,
          SIDECAR,
          WORKLOAD_ENTRY,
          WORKLOAD_GROUP ->
          follow(kind, client.genericKubernetesResources(context(kind)).inAnyNamespace(), out);
    }
  }

  /** How the client finds one of Istio's kinds. */
  static ResourceDefinitionContext context(ResourceKind kind) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(kind.group())
        .withVersion(kind.versions().getFirst())
        .withKind(kind.kind())
        .withPlural(kind.plural())
        .withNamespaced(kind.namespaced())
        .build();
  }

  /** Not those that cannot be certificates, and are many (as Istio's control plane does). */
  private Informable<Secret> certificates() {
    return client
        .resources(Secret.class)
        .inAnyNamespace()
        .withoutField("type", "helm.sh/release.v1")
        .withoutField("type", "kubernetes.io/service-account-token");
  }

  private <T extends HasMetadata> void follow(
      ResourceKind kind, Informable<T> resources, Delivery out) {
    SharedIndexInformer<T> informer = resources.runnableInformer(0);
    InitialDelivery<T> initial =
        new InitialDelivery<>(
            kind,
            out::deliver,
            () -> statusListeners.forEach(Runnable::run),
            () -> out.synced(kind));
    informer.itemStore(new TrimmedStore<>()).addEventHandler(initial);
    informer.exceptionHandler(
        (_, error) -> {
          out.problem(kind, error);
          return true;
        });
    informers.put(kind, informer);
    var _ =
        informer
            .start()
            .thenRun(
                () -> {
                  out.well(kind);
                  initial.listed(informer.getStore().listKeys());
                });
  }

  /** Says one thing at a time to the listener. */
  private final class Delivery {
    private final Listener listener;

    Delivery(Listener listener) {
      this.listener = listener;
    }

    void deliver(ResourceChange change) {
      synchronized (delivery) {
        listener.changed(List.of(change));
      }
    }

    void synced(ResourceKind kind) {
      synchronized (delivery) {
        if (missing.remove(kind) && missing.isEmpty()) {
          listener.synced();
        }
      }
    }

    void problem(ResourceKind kind, Throwable error) {
      synchronized (delivery) {
        listener.problems(
            origin(kind),
            List.of(
                new ConfigError(
                    origin(kind),
                    "",
                    String.valueOf(error.getMessage()),
                    "a list and a watch of " + kind.plural())));
      }
    }

    void well(ResourceKind kind) {
      synchronized (delivery) {
        listener.problems(origin(kind), List.of());
      }
    }

    private static String origin(ResourceKind kind) {
      return "API server, " + kind.plural();
    }
  }
}
