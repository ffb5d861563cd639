package io.meshwright.operator.installation;

import static io.meshwright.operator.MeshUnderTest.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.meshwright.crd.condition.Condition;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.NamespaceProxies;
import io.meshwright.crd.mesh.v1alpha1.Proxies;
import io.meshwright.crd.mesh.v1alpha1.RevisionCounts;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.apply.ReadException;
import io.meshwright.operator.sessions.ProxyCounts;
import io.meshwright.operator.sessions.SessionCounts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What status says, and that it says nothing it does not know. */
final class StatusLifeTest {

  private final MeshUnderTest mesh = new MeshUnderTest();

  private void installed() {
    mesh.installation("default", "{controlPlane: {replicas: 2}}");
    mesh.rollOut();
  }

  private Proxies proxies() {
    return Objects.requireNonNull(mesh.installation("default").getStatus().proxies());
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2, 2, True Available, False AsExpected",
    "2, 2, 1, False RolloutInProgress, False AsExpected",
    "0, 0, 0, False RolloutInProgress, True RevisionLost"
  })
  @DisplayName("LC-D1: Ready follows the Deployment's replicas")
  void readyFollowsTheDeployment(
      int wanted, int updated, int available, String ready, String degraded) {
    installed();
    Deployment deployment = mesh.cluster.list(Deployment.class).getFirst();
    deployment.getSpec().setReplicas(wanted);
    mesh.cluster.put(deployment);
    deployment = mesh.cluster.list(Deployment.class).getFirst();
    deployment.setStatus(
        new DeploymentStatusBuilder()
            .withObservedGeneration(deployment.getMetadata().getGeneration())
            .withReplicas(updated)
            .withUpdatedReplicas(updated)
            .withAvailableReplicas(available)
            .build());
    mesh.cluster.putStatus(deployment);
    mesh.revisions.reconcile(mesh.revision(mesh.active()));

    List<Condition> conditions = mesh.revision(mesh.active()).getStatus().conditions();
    assertThat(condition(conditions, ConditionType.READY)).isEqualTo(ready);
    assertThat(condition(conditions, ConditionType.DEGRADED)).isEqualTo(degraded);
  }

  @Test
  @DisplayName("LC-D1: without a Deployment, Ready is False and the mesh is degraded")
  void aMissingDeploymentIsNotReady() {
    installed();
    mesh.cluster.delete(mesh.cluster.list(Deployment.class).getFirst());
    mesh.revisions.reconcile(mesh.revision(mesh.active()));

    List<Condition> conditions = mesh.revision(mesh.active()).getStatus().conditions();
    assertThat(condition(conditions, ConditionType.READY)).isEqualTo("False DeploymentMissing");
    assertThat(condition(conditions, ConditionType.DEGRADED)).isEqualTo("True RevisionLost");
  }

  @Test
  @DisplayName("LC-D1: when the cluster cannot be read, Ready and InUse are Unknown")
  void whatCannotBeReadIsUnknown() {
    installed();
    MeshRevision revision = mesh.revision(mesh.active());
    mesh.cluster.unreadable = kind -> kind == Deployment.class;

    assertThatThrownBy(() -> mesh.revisions.reconcile(revision)).isInstanceOf(ReadException.class);

    mesh.cluster.unreadable = _ -> false;
    List<Condition> conditions = mesh.revision(mesh.active()).getStatus().conditions();
    assertThat(condition(conditions, ConditionType.READY)).isEqualTo("Unknown ReadFailed");
    assertThat(condition(conditions, ConditionType.IN_USE)).isEqualTo("Unknown ReadFailed");
    mesh.settle();
    assertThat(mesh.condition(ConditionType.READY)).isEqualTo("True Available");
  }

  @Test
  @DisplayName("LC-D4: revisions are counted, and a failed listing is no zero")
  void revisionsAreCountedOrNotAtAll() {
    installed();
    mesh.cluster.put(
        new PodBuilder()
            .withNewMetadata()
            .withName("old")
            .withNamespace("shop")
            .addToAnnotations("istio.io/rev", mesh.active())
            .endMetadata()
            .build());
    String active = mesh.active();
    mesh.installation("default", "{meshConfig: {trustDomain: example.org}}");
    mesh.settle();
    assertThat(mesh.installation("default").getStatus().revisions())
        .isEqualTo(new RevisionCounts(2, 1, 1));

    mesh.cluster.unreadable = kind -> kind == MeshRevision.class;
    assertThatThrownBy(() -> mesh.installations.reconcile(mesh.installation("default")))
        .isInstanceOf(ReadException.class);

    assertThat(mesh.installation("default").getStatus().revisions()).isNull();
    assertThat(mesh.condition(ConditionType.RECONCILED)).isEqualTo("Unknown ReadFailed");
    assertThat(mesh.active()).isEqualTo(active);
  }

  @Test
  void proxiesThatNobodyCountedAreUnknown() {
    installed();
    mesh.sessions.put(mesh.active(), SessionCounts.unknown());
    mesh.settle();

    assertThat(proxies()).isEqualTo(new Proxies("unknown", null, null, List.of()));
    assertThat(mesh.condition(ConditionType.DATA_PLANE_CURRENT))
        .isEqualTo("Unknown ProxiesUnknown");
  }

  @Test
  @DisplayName("LC-progress: proxies of the former revision are outdated")
  void proxiesOfTheFormerRevisionAreOutdated() {
    installed();
    String before = mesh.active();
    mesh.cluster.put(
        new PodBuilder()
            .withNewMetadata()
            .withName("old")
            .withNamespace("shop")
            .addToAnnotations("istio.io/rev", before)
            .endMetadata()
            .build());
    mesh.sessions.put(before, new SessionCounts(true, Map.of("shop", new ProxyCounts(4, 1))));
    mesh.settle();
    assertThat(proxies().upToDate()).isEqualTo("3/4");
    assertThat(mesh.revision(before).getStatus().proxies())
        .satisfies(proxies -> assertThat(proxies.upToDate()).isEqualTo("3/4"));

    mesh.installation("default", "{meshConfig: {trustDomain: example.org}}");
    mesh.rollOut();
    String after = mesh.active();
    mesh.sessions.put(after, new SessionCounts(true, Map.of("cart", new ProxyCounts(5, 0))));
    mesh.settle();

    assertThat(proxies())
        .isEqualTo(
            new Proxies(
                "5/9",
                9L,
                4L,
                List.of(
                    new NamespaceProxies(before, "shop", 4, 4),
                    new NamespaceProxies(after, "cart", 5, 0))));
    assertThat(mesh.condition(ConditionType.DATA_PLANE_CURRENT)).isEqualTo("False ProxiesOutdated");

    mesh.sessions.put(before, new SessionCounts(true, Map.of()));
    mesh.settle();
    assertThat(mesh.condition(ConditionType.DATA_PLANE_CURRENT)).isEqualTo("True ProxiesCurrent");
  }

  @Test
  @DisplayName("LC-scale: a thousand namespaces are capped but counted")
  void aThousandNamespacesAreCappedButCounted() {
    installed();
    Map<String, ProxyCounts> namespaces = new HashMap<>();
    for (int i = 0; i < 1000; i++) {
      namespaces.put("ns-" + i, new ProxyCounts(2, i == 500 ? 1 : 0));
    }
    mesh.sessions.put(mesh.active(), new SessionCounts(true, namespaces));
    mesh.settle();

    assertThat(proxies().upToDate()).isEqualTo("1999/2000");
    assertThat(proxies().namespaces()).hasSize(Proxies.MAX_ENTRIES);
    assertThat(proxies().namespaces().getFirst().namespace()).isEqualTo("ns-500");
  }

  /** kstatus: True, False and Unknown for what can be waited for; absent when nothing is wrong. */
  @Test
  void everyConditionIsSaidAndOnlyTheAbnormalOnesAreLeftOut() {
    installed();

    assertThat(mesh.installation("default").getStatus().conditions())
        .extracting(Condition::type)
        .containsExactlyInAnyOrder(
            "Reconciled",
            "Ready",
            "PreflightPassed",
            "DependenciesHealthy",
            "UpgradeInProgress",
            "DataPlaneCurrent",
            "InUse",
            "Paused",
            "Degraded",
            "Warning",
            "TrustValid",
            "ProxiesHealthy");
    assertThat(mesh.installation("default").getStatus().conditions())
        .allSatisfy(c -> assertThat(c.observedGeneration()).isEqualTo(1));
  }
}
