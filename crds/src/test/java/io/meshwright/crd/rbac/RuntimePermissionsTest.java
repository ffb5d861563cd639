package io.meshwright.crd.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.crd.naming.RevisionNames;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RuntimePermissionsTest {

  private final List<Permission> cluster = RuntimePermissions.cluster("blue-roots");
  private final List<Permission> mesh =
      RuntimePermissions.meshNamespace(new RevisionNames("v1"), "blue-roots");

  @Test
  void secretsOutsideTheMeshNamespaceAreReadForGatewaysOnly() {
    assertThat(cluster)
        .filteredOn(p -> p.resources().contains("secrets"))
        .singleElement()
        .satisfies(p -> assertThat(p.verbs()).containsExactly("get", "list", "watch"));
    assertThat(RuntimePermissions.cluster("blue-roots", NetworkingKinds.FIRST))
        .noneMatch(p -> p.resources().contains("secrets"));
  }

  @Test
  void secretsOfTheMeshNamespaceAreReadByNameOnly() {
    assertThat(mesh)
        .filteredOn(p -> p.resources().contains("secrets") && p.verbs().contains("get"))
        .isNotEmpty()
        .allMatch(p -> p.resourceNames().equals(List.of("istio-ca-secret", "cacerts")));
  }

  @Test
  void theOnlyObjectsWrittenClusterWideAreRootConfigMaps() {
    assertThat(cluster)
        .filteredOn(p -> p.verbs().contains("patch"))
        .singleElement()
        .satisfies(p -> assertThat(p.resourceNames()).containsExactly("blue-roots"));
    assertThat(cluster)
        .noneMatch(p -> p.verbs().contains("delete") || p.verbs().contains("update"));
  }

  @Test
  void ofUsersResourcesOnlyStatusIsWritten() {
    assertThat(RuntimePermissions.statuses(NetworkingKinds.ALL))
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.verbs()).containsExactly("patch");
              assertThat(p.resources())
                  .hasSameSizeAs(NetworkingKinds.ALL)
                  .allMatch(resource -> resource.endsWith("/status"));
            });
    assertThat(RuntimePermissions.statusLeases(new RevisionNames("v1")))
        .singleElement()
        .satisfies(
            p ->
                assertThat(p.resourceNames())
                    .containsExactly("meshwright-status", "meshwright-status-v1"));
  }

  @Test
  void eachNameOfTheRootsHasALeaseOfItsOwn() {
    assertThat(mesh)
        .filteredOn(p -> p.resources().contains("leases") && p.verbs().contains("patch"))
        .singleElement()
        .satisfies(
            p -> assertThat(p.resourceNames()).containsExactly("meshwright-roots-blue-roots"));
    assertThat(RuntimePermissions.meshNamespace(new RevisionNames("v1"), "istio-ca-root-cert"))
        .anySatisfy(p -> assertThat(p.resourceNames()).containsExactly("meshwright-roots"));
  }

  @Test
  void nothingIsGrantedByWildcard() {
    for (List<Permission> permissions : List.of(cluster, mesh)) {
      assertThat(permissions)
          .noneMatch(
              p ->
                  p.apiGroups().contains("*")
                      || p.resources().contains("*")
                      || p.verbs().contains("*"));
    }
  }
}
