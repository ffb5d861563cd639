package io.meshwright.operator.installation;

import static io.meshwright.operator.MeshUnderTest.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatusBuilder;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import io.meshwright.crd.naming.Annotations;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.apply.ApplyException;
import io.meshwright.operator.manifest.RevisionManifests;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What others do to the operator's objects, and what becomes of it. */
final class DriftLifeTest {

  private final MeshUnderTest mesh = new MeshUnderTest();

  private void installed() {
    mesh.installation("default", "{}");
    mesh.rollOut();
  }

  static List<Class<? extends HasMetadata>> ownedKinds() {
    return RevisionManifests.KINDS.stream()
        .filter(kind -> !kind.getSimpleName().equals("HorizontalPodAutoscaler"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("ownedKinds")
  @DisplayName("LC-C1: an owned object that is changed or deleted comes back")
  void driftIsReverted(Class<? extends HasMetadata> kind) {
    installed();
    for (HasMetadata planned : mesh.cluster.list(kind)) {
      if (planned.getMetadata().getOwnerReferences().isEmpty()) {
        continue;
      }
      HasMetadata changed = mesh.cluster.serialization.clone(planned);
      Map<String, String> labels = new HashMap<>(changed.getMetadata().getLabels());
      labels.put("app.kubernetes.io/part-of", "somebody");
      changed.getMetadata().setLabels(labels);
      mesh.cluster.put(changed);
      mesh.settle();
      assertThat(find(planned).getMetadata().getLabels())
          .containsEntry("app.kubernetes.io/part-of", "meshwright");

      mesh.cluster.delete(planned);
      mesh.settle();
      assertThat(find(planned).getMetadata().getOwnerReferences()).isNotEmpty();
    }
  }

  private HasMetadata find(HasMetadata object) {
    return mesh.cluster.list(object.getClass()).stream()
        .filter(o -> o.getMetadata().getName().equals(object.getMetadata().getName()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("LC-C2: what others add is left alone")
  void whatOthersAddIsNoDrift() {
    installed();
    PodDisruptionBudget budget = mesh.cluster.list(PodDisruptionBudget.class).getFirst();
    budget.setStatus(new PodDisruptionBudgetStatusBuilder().withCurrentHealthy(1).build());
    mesh.cluster.put(budget);
    ServiceAccount account = mesh.cluster.list(ServiceAccount.class).getFirst();
    account.setImagePullSecrets(List.of(new LocalObjectReference("registry")));
    mesh.cluster.put(account);
    mesh.cluster.writes.clear();

    mesh.settle();

    assertThat(mesh.cluster.writes).isEmpty();
  }

  @Test
  @DisplayName("LC-C2: the operator alone says whom a webhook trusts and whether it fails closed")
  void aWebhooksTrustIsTheOperators() {
    installed();
    MutatingWebhookConfiguration webhook =
        mesh.cluster.list(MutatingWebhookConfiguration.class).getFirst();
    webhook.getWebhooks().getFirst().getClientConfig().setCaBundle("ZXZpbA==");
    webhook.getWebhooks().getFirst().setFailurePolicy("Ignore");
    mesh.cluster.put(webhook);

    mesh.settle();

    assertThat(mesh.cluster.list(MutatingWebhookConfiguration.class))
        .flatExtracting(MutatingWebhookConfiguration::getWebhooks)
        .allSatisfy(
            hook -> {
              assertThat(hook.getClientConfig().getCaBundle()).isEqualTo("cm9vdC0x");
              assertThat(hook.getFailurePolicy()).isEqualTo("Fail");
            });
  }

  @Test
  @DisplayName("LC-C3: an object that opted out keeps an edit, and is reported")
  void anUnmanagedObjectKeepsItsEdit() {
    installed();
    ConfigMap edited =
        mesh.cluster.get(ConfigMap.class, "istio-system", "istio-" + mesh.active()).orElseThrow();
    edited.getMetadata().getAnnotations().put(Annotations.UNMANAGED, "true");
    edited.getData().put("mesh", "rootNamespace: elsewhere\n");
    mesh.cluster.put(edited);
    mesh.settle();
    mesh.installation("default", "{controlPlane: {replicas: 2}}");
    mesh.rollOut();

    ConfigMap after =
        mesh.cluster.get(ConfigMap.class, "istio-system", "istio-" + mesh.active()).orElseThrow();
    assertThat(after.getData()).containsEntry("mesh", "rootNamespace: elsewhere\n");
    assertThat(mesh.condition(ConditionType.WARNING)).isEqualTo("True UnmanagedObjects");

    after.getMetadata().getAnnotations().remove(Annotations.UNMANAGED);
    mesh.cluster.put(after);
    mesh.settle();
    assertThat(
            mesh.cluster
                .get(ConfigMap.class, "istio-system", "istio-" + mesh.active())
                .orElseThrow()
                .getData()
                .get("mesh"))
        .contains("rootNamespace: \"istio-system\"");
    assertThat(mesh.condition(ConditionType.WARNING)).isEqualTo("False AsExpected");
  }

  @Test
  @DisplayName("LC-B2: a revision waits for its namespace by name, and starts when it is there")
  void aRevisionWaitsForItsNamespace() {
    MeshRevision revision = new MeshRevision();
    revision.setMetadata(new ObjectMetaBuilder().withName("handmade").build());
    revision.setSpec(MeshRevisionSpec.defaults(MeshVersion.NEWEST, "elsewhere"));
    mesh.cluster.put(revision);
    mesh.settle();

    var conditions = mesh.revision("handmade").getStatus().conditions();
    assertThat(condition(conditions, ConditionType.RECONCILED)).isEqualTo("False NamespaceMissing");
    assertThat(conditions).anyMatch(c -> c.message().equals("waiting for namespace elsewhere"));
    assertThat(mesh.cluster.list(Deployment.class)).isEmpty();

    Namespace namespace = new Namespace();
    namespace.setMetadata(new ObjectMetaBuilder().withName("elsewhere").build());
    mesh.cluster.put(namespace);
    mesh.settle();

    assertThat(mesh.cluster.list(Deployment.class)).hasSize(1);
  }

  @Test
  @DisplayName(
      "LC-B3: a revision deleted by hand comes back the same, and its installation's objects stay")
  void aDeletedRevisionComesBack() {
    installed();
    MeshRevision before = mesh.revision(mesh.active());
    mesh.cluster.delete(before);
    mesh.cluster.writes.clear();

    mesh.settle();

    MeshRevision after = mesh.revision(before.getMetadata().getName());
    assertThat(after.getSpec()).isEqualTo(before.getSpec());
    assertThat(after.getMetadata().getOwnerReferences())
        .isEqualTo(before.getMetadata().getOwnerReferences());
    assertThat(mesh.cluster.writes)
        .noneMatch(write -> write.contains("delete Service"))
        .noneMatch(write -> write.contains("delete MutatingWebhook"));
    assertThat(mesh.active()).isEqualTo(before.getMetadata().getName());
  }

  @Test
  @DisplayName("LC-B5: after Ready nothing is written any more")
  void nothingIsWrittenAtRest() {
    mesh.installation("default", "{profile: demo, controlPlane: {autoscaling: {}}}");
    mesh.cluster.now = mesh.cluster.now.plusSeconds(1);
    mesh.settle();
    mesh.cluster.writes.clear();

    for (int minutes = 0; minutes < 3; minutes++) {
      mesh.cluster.now = mesh.cluster.now.plusSeconds(60);
      mesh.settle();
    }

    assertThat(mesh.cluster.writes).isEmpty();
  }

  @Test
  @DisplayName("LC-B6: an install that stopped after any of its writes is completed by the next")
  void aHalfDoneInstallConverges() {
    installed();
    List<String> complete = mesh.cluster.names().stream().sorted().toList();
    for (String kind :
        List.of(
            "Namespace",
            "MeshRevision",
            "ServiceAccount",
            "ConfigMap",
            "Service",
            "Deployment",
            "MutatingWebhookConfiguration")) {
      MeshUnderTest broken = new MeshUnderTest();
      broken.installation("default", "{}");
      broken.cluster.refuses = key -> key.kind().equals(kind);
      assertThatThrownBy(broken::rollOut).as(kind).isInstanceOf(ApplyException.class);

      broken.cluster.refuses = _ -> false;
      broken.rollOut();

      assertThat(broken.cluster.names().stream().sorted().toList()).isEqualTo(complete);
      assertThat(broken.condition(ConditionType.READY)).isEqualTo("True Available");
    }
  }

  @Test
  @DisplayName("LC-B7: a changed value reaches the Deployment, and two meshes do not interfere")
  void twoMeshesLiveSideBySide() {
    installed();
    mesh.installation("second", "{namespace: mesh-two, trust: {bundleName: two}}");
    mesh.rollOut();
    mesh.cluster.writes.clear();

    mesh.installation("default", "{controlPlane: {replicas: 3}}");
    mesh.settle();

    assertThat(mesh.cluster.writes).isNotEmpty().noneMatch(write -> write.contains("second"));
    assertThat(
            mesh.cluster
                .get(Deployment.class, "istio-system", "istiod-" + mesh.active())
                .orElseThrow()
                .getSpec()
                .getReplicas())
        .isEqualTo(3);
    mesh.rollOut();
    for (String name : List.of("default", "second")) {
      assertThat(condition(mesh.installation(name).getStatus().conditions(), ConditionType.READY))
          .isEqualTo("True Available");
    }
  }
}
