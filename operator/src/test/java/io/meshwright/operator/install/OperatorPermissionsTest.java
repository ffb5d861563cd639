package io.meshwright.operator.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.crd.rbac.NetworkingKinds;
import io.meshwright.crd.rbac.Permission;
import io.meshwright.crd.rbac.RuntimePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class OperatorPermissionsTest {

  private final List<Permission> own = OperatorPermissions.cluster();

  @Test
  void holdsWhatItGrants() {
    RevisionNames some = new RevisionNames("some");
    Stream.of(
            RuntimePermissions.cluster("blue-roots"),
            RuntimePermissions.statuses(NetworkingKinds.ALL),
            RuntimePermissions.meshNamespace(some, "blue-roots"),
            RuntimePermissions.statusLeases(some))
        .flatMap(List::stream)
        .forEach(
            granted ->
                granted
                    .apiGroups()
                    .forEach(
                        group ->
                            granted
                                .resources()
                                .forEach(
                                    resource ->
                                        granted
                                            .verbs()
                                            .forEach(
                                                verb ->
                                                    assertThat(
                                                            own.stream()
                                                                .anyMatch(
                                                                    held ->
                                                                        covers(
                                                                            held,
                                                                            group,
                                                                            resource,
                                                                            verb,
                                                                            granted
                                                                                .resourceNames())))
                                                        .as(group + "/" + resource + " " + verb)
                                                        .isTrue()))));
  }

  private static boolean covers(
      Permission held, String group, String resource, String verb, List<String> names) {
    return held.apiGroups().contains(group)
        && held.resources().contains(resource)
        && held.verbs().contains(verb)
        && (held.resourceNames().isEmpty()
            || (!names.isEmpty() && held.resourceNames().containsAll(names)));
  }

  @Test
  void hasNoWildcardAndNoWayAroundRbac() {
    assertThat(
            Stream.of(own, OperatorPermissions.dataPlane(), OperatorPermissions.operatorNamespace())
                .flatMap(List::stream))
        .allSatisfy(
            permission -> {
              assertThat(permission.verbs())
                  .doesNotContain("*", "escalate", "bind", "impersonate", "deletecollection");
              assertThat(permission.resources()).doesNotContain("*");
              assertThat(permission.apiGroups()).doesNotContain("*");
            });
  }

  /** Deployments are also its own: of control planes and gateways. */
  @Test
  void changesStatefulSetsDaemonSetsAndRolloutsByTheRoleOfTheDataPlaneOnly() {
    List<String> kinds = List.of("statefulsets", "daemonsets", "rollouts");
    assertThat(own)
        .filteredOn(permission -> permission.resources().stream().anyMatch(kinds::contains))
        .allSatisfy(
            permission -> assertThat(permission.verbs()).containsExactly("get", "list", "watch"));
    assertThat(OperatorPermissions.dataPlane())
        .allSatisfy(permission -> assertThat(permission.verbs()).containsExactly("patch"))
        .flatExtracting(Permission::resources)
        .containsAll(kinds);
  }

  @Test
  void evictsByTheRoleOfHealingOnly() {
    assertThat(own).flatExtracting(Permission::resources).doesNotContain("pods/eviction");
    assertThat(OperatorPermissions.healing())
        .singleElement()
        .satisfies(
            permission -> {
              assertThat(permission.resources()).containsExactly("pods/eviction");
              assertThat(permission.verbs()).containsExactly("create");
            });
  }

  @Test
  void changesSecretsByNameOnlyAndReadsOthersForItsRuntimesGatewaysOnly() {
    assertThat(own)
        .filteredOn(permission -> permission.resources().contains("secrets"))
        .filteredOn(permission -> permission.resourceNames().isEmpty())
        .extracting(Permission::verbs)
        .containsExactlyInAnyOrder(List.of("create"), List.of("get", "list", "watch"));
  }
}
