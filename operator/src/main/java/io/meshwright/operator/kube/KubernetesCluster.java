package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.ApplyException;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.apply.ObjectKey;
import io.meshwright.operator.apply.Owner;
import io.meshwright.operator.apply.ReadException;
import io.meshwright.operator.revision.PublishedRoots;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The real cluster. */
final class KubernetesCluster implements Cluster {

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(MeshNames.OPERATOR_FIELD_MANAGER)
          .withForce(true)
          .build();

  private static final PatchContext APPLY_NEW =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(MeshNames.OPERATOR_FIELD_MANAGER)
          .withForce(false)
          .build();

  private final KubernetesClient client;
  private final Watches watches;
  private final WriteGate gate;

  KubernetesCluster(KubernetesClient client, Watches watches, WriteGate gate) {
    this.client = client;
    this.watches = watches;
    this.gate = gate;
  }

  @Override
  public <T extends HasMetadata> Optional<T> get(
      Class<T> kind, @Nullable String namespace, String name) {
    return Optional.ofNullable(watches.get(kind, namespace, name));
  }

  @Override
  public <T extends HasMetadata> List<T> list(Class<T> kind) {
    return watches.all(kind).toList();
  }

  @Override
  public <T extends HasMetadata> List<T> listNamedBy(Owner owner, Class<T> kind) {
    return watches.namedBy(owner, kind).toList();
  }

  @Override
  public boolean isCurrent(Class<? extends HasMetadata> kind) {
    return watches.areUp(kind);
  }

  @Override
  public void apply(HasMetadata desired) {
    write(desired, () -> client.resource(desired).patch(APPLY));
  }

  @Override
  public void applyNew(HasMetadata desired) {
    write(
        desired,
        () -> {
          try {
            client.resource(desired).patch(APPLY_NEW);
          } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || !wasOurs(desired)) {
              throw e;
            }
            client.resource(desired).patch(APPLY);
          }
        });
  }

  /** Whether somebody took our labels off an object of ours. */
  private boolean wasOurs(HasMetadata desired) {
    HasMetadata actual = client.resource(desired).get();
    return actual != null
        && actual.getMetadata().getManagedFields().stream()
            .anyMatch(entry -> MeshNames.OPERATOR_FIELD_MANAGER.equals(entry.getManager()));
  }

  @Override
  public void delete(HasMetadata observed) {
    // dependents first: a Deployment is there until its last pod is gone
    DeletionPropagation propagation =
        observed instanceof Namespace
            ? DeletionPropagation.BACKGROUND
            : DeletionPropagation.FOREGROUND;
    write(observed, () -> client.resource(observed).withPropagationPolicy(propagation).delete());
  }

  @Override
  public void writeStatus(HasMetadata resource) {
    write(resource, () -> client.resource(resource).subresource("status").patch(APPLY));
  }

  @Override
  public void removeAnnotation(HasMetadata observed, String annotation) {
    GuardedPatch patch = GuardedPatch.of(observed.getMetadata()).without(annotation);
    write(
        observed,
        () ->
            patch.unlessChanged(
                () ->
                    client
                        .resources(observed.getClass())
                        .withName(observed.getMetadata().getName())
                        .patch(GuardedPatch.MERGE, patch.json())));
  }

  @Override
  public Optional<String> refusal(HasMetadata object) {
    try {
      client.resource(object).dryRun(true).create();
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return Optional.of(words(e));
    }
  }

  @Override
  public <T extends HasMetadata> Optional<T> readUnwatched(
      Class<T> kind, String namespace, String name) {
    try {
      return Optional.ofNullable(
          client.resources(kind).inNamespace(namespace).withName(name).get());
    } catch (KubernetesClientException e) {
      throw new ReadException(
          kind.getSimpleName() + " " + namespace + "/" + name + ": " + words(e));
    }
  }

  @Override
  public void replaceUnwatched(HasMetadata read) {
    write(
        read,
        () -> {
          try {
            client.resource(read).update();
          } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
              throw e;
            }
          }
        });
  }

  @Override
  public void applyUnwatched(HasMetadata desired) {
    apply(desired);
  }

  @Override
  public void deleteUnwatched(Class<? extends HasMetadata> kind, String namespace, String name) {
    try {
      gate.pass(() -> client.resources(kind).inNamespace(namespace).withName(name).delete());
    } catch (KubernetesClientException e) {
      throw new ApplyException(
          kind.getSimpleName() + " " + namespace + "/" + name + ": " + words(e), e);
    }
  }

  @Override
  public boolean holdsForeignObjects(String namespace) {
    boolean plugInCa =
        client.secrets().inNamespace(namespace).withName(MeshNames.PLUGIN_CA_SECRET).get() != null;
    Stream<HasMetadata> objects =
        Stream.of(
                client.configMaps().inNamespace(namespace).list().getItems(),
                client.services().inNamespace(namespace).list().getItems(),
                client.pods().inNamespace(namespace).list().getItems())
            .flatMap(List::stream);
    return plugInCa || objects.anyMatch(KubernetesCluster::isForeign);
  }

  private static boolean isForeign(HasMetadata object) {
    String name = object.getMetadata().getName();
    boolean made =
        OperatorNames.MANAGED_BY.equals(Metadata.label(object, Labels.APP_MANAGED_BY))
            || (object instanceof ConfigMap map && PublishedRoots.isFor(map))
            || name.equals("kube-root-ca.crt");
    return !made && object.getMetadata().getDeletionTimestamp() == null;
  }

  private void write(HasMetadata object, Runnable call) {
    try {
      gate.pass(call);
    } catch (KubernetesClientException e) {
      throw new ApplyException(ObjectKey.of(object) + ": " + words(e), e);
    }
  }

  /** The API server's message without the client's. */
  static String words(KubernetesClientException e) {
    if (e.getStatus() != null && e.getStatus().getMessage() != null) {
      return e.getStatus().getMessage();
    }
    return e.getCode() == HttpURLConnection.HTTP_CONFLICT
        ? "changed meanwhile"
        : Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
  }
}
