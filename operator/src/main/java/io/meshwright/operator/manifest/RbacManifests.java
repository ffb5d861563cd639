package io.meshwright.operator.manifest;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.meshwright.crd.rbac.Permission;
import io.meshwright.crd.rbac.RuntimePermissions;
import java.util.ArrayList;
import java.util.List;

/** What a revision's ServiceAccount may do. */
public final class RbacManifests {

  private static final String RBAC = "rbac.authorization.k8s.io";

  private RbacManifests() {}

  static List<HasMetadata> of(RevisionPlan plan) {
    String clusterRole = plan.names().clusterRole(plan.namespace());
    String role = plan.names().runtime();
    Subject account =
        new SubjectBuilder()
            .withKind("ServiceAccount")
            .withName(plan.names().runtime())
            .withNamespace(plan.namespace())
            .build();
    return List.of(
        new ClusterRoleBuilder()
            .withMetadata(RevisionManifests.clusterMetadata(plan, clusterRole))
            .withRules(rules(ofCluster(plan)))
            .build(),
        new ClusterRoleBindingBuilder()
            .withMetadata(RevisionManifests.clusterMetadata(plan, clusterRole))
            .withNewRoleRef(RBAC, "ClusterRole", clusterRole)
            .withSubjects(account)
            .build(),
        new RoleBuilder()
            .withMetadata(RevisionManifests.metadata(plan, role))
            .withRules(rules(ofMeshNamespace(plan)))
            .build(),
        new RoleBindingBuilder()
            .withMetadata(RevisionManifests.metadata(plan, role))
            .withNewRoleRef(RBAC, "Role", role)
            .withSubjects(account)
            .build());
  }

  private static List<Permission> ofCluster(RevisionPlan plan) {
    List<String> kinds = plan.form().networkingKinds();
    List<Permission> all =
        new ArrayList<>(RuntimePermissions.cluster(plan.spec().trust().bundleName(), kinds));
    if (plan.form().writesStatus()) {
      all.addAll(RuntimePermissions.statuses(kinds));
    }
    return all;
  }

  private static List<Permission> ofMeshNamespace(RevisionPlan plan) {
    List<Permission> all =
        new ArrayList<>(
            RuntimePermissions.meshNamespace(plan.names(), plan.spec().trust().bundleName()));
    if (plan.form().writesStatus()) {
      all.addAll(RuntimePermissions.statusLeases(plan.names()));
    }
    return all;
  }

  /** Permissions in Kubernetes' words. */
  public static List<PolicyRule> rules(List<Permission> permissions) {
    return permissions.stream()
        .map(
            permission ->
                new PolicyRuleBuilder()
                    .withApiGroups(permission.apiGroups())
                    .withResources(permission.resources())
                    .withResourceNames(permission.resourceNames())
                    .withVerbs(permission.verbs())
                    .build())
        .toList();
  }
}
