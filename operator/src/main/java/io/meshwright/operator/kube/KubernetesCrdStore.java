package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.operator.apply.ApplyException;
import io.meshwright.operator.crds.CrdStore;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The CRDs of the real cluster. */
final class KubernetesCrdStore implements CrdStore {

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(MeshNames.OPERATOR_FIELD_MANAGER)
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final WriteGate gate;

  KubernetesCrdStore(KubernetesClient client, WriteGate gate) {
    this.client = client;
    this.gate = gate;
  }

  @Override
  public Optional<CustomResourceDefinition> get(String name) {
    return Optional.ofNullable(
        call(
            "CustomResourceDefinition " + name,
            () -> client.apiextensions().v1().customResourceDefinitions().withName(name).get()));
  }

  @Override
  public void apply(CustomResourceDefinition crd) {
    write(nameOf(crd), () -> client.resource(crd).patch(APPLY));
  }

  @Override
  public List<GenericKubernetesResource> objects(CustomResourceDefinition crd, String version) {
    return call(nameOf(crd), () -> resources(crd, version).inAnyNamespace().list().getItems());
  }

  @Override
  public void rewrite(CustomResourceDefinition crd, GenericKubernetesResource object) {
    try {
      // carries the resource version it was read with
      gate.pass(() -> client.resource(object).update());
    } catch (KubernetesClientException e) {
      boolean writtenMeanwhile =
          e.getCode() == HttpURLConnection.HTTP_CONFLICT
              || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
      if (!writtenMeanwhile) {
        throw new ApplyException(nameOf(crd) + ": " + KubernetesCluster.words(e), e);
      }
    }
  }

  @Override
  public void setStoredVersion(CustomResourceDefinition crd, String version) {
    CustomResourceDefinition trimmed =
        new CustomResourceDefinitionBuilder(crd)
            .editStatus()
            .withStoredVersions(version)
            .endStatus()
            .build();
    write(nameOf(crd), () -> client.resource(trimmed).updateStatus());
  }

  private MixedOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      resources(CustomResourceDefinition crd, String version) {
    boolean known =
        crd.getSpec().getVersions().stream()
            .map(CustomResourceDefinitionVersion::getName)
            .anyMatch(version::equals);
    if (!known) {
      throw new IllegalArgumentException(nameOf(crd) + " has no version " + version);
    }
    return client.genericKubernetesResources(context(crd, version));
  }

  /** How objects of a CRD are asked for. */
  static ResourceDefinitionContext context(CustomResourceDefinition crd, String version) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(crd.getSpec().getGroup())
        .withVersion(version)
        .withKind(crd.getSpec().getNames().getKind())
        .withPlural(crd.getSpec().getNames().getPlural())
        .withNamespaced("Namespaced".equals(crd.getSpec().getScope()))
        .build();
  }

  private void write(String what, Runnable request) {
    try {
      gate.pass(request);
    } catch (KubernetesClientException e) {
      throw new ApplyException(what + ": " + KubernetesCluster.words(e), e);
    }
  }

  private static <T> T call(String what, Supplier<T> request) {
    try {
      return request.get();
    } catch (KubernetesClientException e) {
      throw new ApplyException(what + ": " + KubernetesCluster.words(e), e);
    }
  }

  private static String nameOf(CustomResourceDefinition crd) {
    return "CustomResourceDefinition " + crd.getMetadata().getName();
  }
}
