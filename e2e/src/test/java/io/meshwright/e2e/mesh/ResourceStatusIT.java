package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import io.meshwright.crd.networking.DestinationRule;
import io.meshwright.crd.networking.ResourceStatus;
import io.meshwright.crd.networking.ValidationMessage;
import io.meshwright.crd.networking.VirtualService;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What users read in the status of their resources. */
@MeshTest
@Tag("full")
final class ResourceStatusIT {

  private static final String ROUTE =
      """
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata:
        name: %s
      spec:
        hosts: [echo]
        http:
        - route:
          - destination: {host: %s}
      """;
  private static final String SUBSETS =
      """
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata:
        name: subsets
      spec:
        host: echo
        subsets:
        - name: some
          labels: {version: %s}
      """;

  @BeforeAll
  static void deploySample(TestCluster cluster, TestNamespace namespace, Mesh mesh) {
    assertThat(mesh.runtimes()).isNotEmpty();
    EchoSample.deploy(cluster, namespace);
  }

  @Test
  void routeThatPointsNowhereIsSeenUntilItIsRepaired(TestNamespace namespace) {
    namespace.apply(ROUTE.formatted("lost", "nowhere"));
    awaitFinding(namespace, VirtualService.class, "lost", "IST0101");

    namespace.apply(ROUTE.formatted("lost", "echo"));

    awaitSound(namespace, VirtualService.class, "lost");
    Patience.await("sidecars have acknowledged the route")
        .until(
            () ->
                condition(namespace, VirtualService.class, "lost", "Reconciled")
                    .filter(found -> found.getReason().equals("Acknowledged"))
                    .isPresent());
    remove(namespace, VirtualService.class, "lost");
  }

  @Test
  void subsetWithoutEndpointsIsSeenUntilItHasSome(TestNamespace namespace) {
    namespace.apply(SUBSETS.formatted("v9"));
    awaitFinding(namespace, DestinationRule.class, "subsets", "IST0173");

    namespace.apply(SUBSETS.formatted("v1"));

    awaitSound(namespace, DestinationRule.class, "subsets");
    remove(namespace, DestinationRule.class, "subsets");
  }

  @Test
  void conflictIsSeenOnBothUntilOneIsGone(TestNamespace namespace) {
    namespace.apply(ROUTE.formatted("first", "echo"));
    awaitSound(namespace, VirtualService.class, "first");
    namespace.apply(ROUTE.formatted("second", "echo"));
    awaitFinding(namespace, VirtualService.class, "first", "IST0109");
    awaitFinding(namespace, VirtualService.class, "second", "IST0109");

    remove(namespace, VirtualService.class, "second");

    awaitSound(namespace, VirtualService.class, "first");
    remove(namespace, VirtualService.class, "first");
  }

  private static void awaitFinding(
      TestNamespace namespace, Class<? extends CustomResource<?, ResourceStatus>> kind, String name, String code) {
    Patience.await(name + " has " + code)
        .until(
            () ->
                status(namespace, kind, name).validationMessages().stream()
                        .map(ValidationMessage::type)
                        .anyMatch(type -> type != null && code.equals(type.code()))
                    && condition(namespace, kind, name, "PassedAnalysis")
                        .filter(found -> found.getStatus().equals("False"))
                        .filter(found -> found.getMessage().contains("[" + code + "]"))
                        .isPresent());
  }

  private static void awaitSound(
      TestNamespace namespace, Class<? extends CustomResource<?, ResourceStatus>> kind, String name) {
    Patience.await(name + " is sound, and sent")
        .until(
            () ->
                List.of("Accepted", "PassedAnalysis", "Reconciled").stream()
                    .allMatch(
                        type ->
                            condition(namespace, kind, name, type)
                                .filter(found -> found.getStatus().equals("True"))
                                .isPresent()));
    assertThat(status(namespace, kind, name).validationMessages()).isEmpty();
  }

  /** What is said of the present generation. */
  private static Optional<Condition> condition(
      TestNamespace namespace,
      Class<? extends CustomResource<?, ResourceStatus>> kind,
      String name,
      String type) {
    CustomResource<?, ResourceStatus> resource = get(namespace, kind, name);
    return resource.getStatus() == null
        ? Optional.empty()
        : resource.getStatus().conditions().stream()
            .filter(found -> found.getType().equals(type))
            .filter(
                found ->
                    resource.getMetadata().getGeneration().equals(found.getObservedGeneration()))
            .findFirst();
  }

  private static ResourceStatus status(
      TestNamespace namespace, Class<? extends CustomResource<?, ResourceStatus>> kind, String name) {
    ResourceStatus status = get(namespace, kind, name).getStatus();
    return status == null ? ResourceStatus.NONE : status;
  }

  private static CustomResource<?, ResourceStatus> get(
      TestNamespace namespace, Class<? extends CustomResource<?, ResourceStatus>> kind, String name) {
    return namespace.client().resources(kind).inNamespace(namespace.name()).withName(name).get();
  }

  private static void remove(
      TestNamespace namespace, Class<? extends CustomResource<?, ResourceStatus>> kind, String name) {
    namespace.client().resources(kind).inNamespace(namespace.name()).withName(name).delete();
  }
}
