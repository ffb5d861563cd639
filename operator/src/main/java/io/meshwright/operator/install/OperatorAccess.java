package io.meshwright.operator.install;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.manifest.RbacManifests;
import java.util.List;

/** The operator's identity, and the roles that {@link OperatorPermissions} make. */
final class OperatorAccess {

  private static final String RBAC = "rbac.authorization.k8s.io";

  private OperatorAccess() {}

  static List<HasMetadata> objects() {
    Subject account = account();
    return List.of(
        new ServiceAccountBuilder()
            .withMetadata(InstallManifest.metadata(OperatorNames.OPERATOR))
            .build(),
        new ClusterRoleBuilder()
            .withMetadata(InstallManifest.clusterMetadata(OperatorNames.OPERATOR))
            .withRules(RbacManifests.rules(OperatorPermissions.cluster()))
            .build(),
        new ClusterRoleBindingBuilder()
            .withMetadata(InstallManifest.clusterMetadata(OperatorNames.OPERATOR))
            .withNewRoleRef(RBAC, "ClusterRole", OperatorNames.OPERATOR)
            .withSubjects(account)
            .build(),
        new ClusterRoleBuilder()
            .withMetadata(InstallManifest.clusterMetadata(OperatorNames.DATA_PLANE_ROLE))
            .withRules(RbacManifests.rules(OperatorPermissions.dataPlane()))
            .build(),
        new ClusterRoleBindingBuilder()
            .withMetadata(InstallManifest.clusterMetadata(OperatorNames.DATA_PLANE_ROLE))
            .withNewRoleRef(RBAC, "ClusterRole", OperatorNames.DATA_PLANE_ROLE)
            .withSubjects(account)
            .build(),
        new RoleBuilder()
            .withMetadata(InstallManifest.metadata(OperatorNames.OPERATOR))
            .withRules(RbacManifests.rules(OperatorPermissions.operatorNamespace()))
            .build(),
        new RoleBindingBuilder()
            .withMetadata(InstallManifest.metadata(OperatorNames.OPERATOR))
            .withNewRoleRef(RBAC, "Role", OperatorNames.OPERATOR)
            .withSubjects(account)
            .build(),
        new ClusterRoleBuilder()
            .withMetadata(InstallManifest.clusterMetadata(OperatorNames.HEALING_ROLE))
            .withRules(RbacManifests.rules(OperatorPermissions.healing()))
            .build(),
        metricsReader());
  }

  /** What only those install who ask for it. */
  static List<HasMetadata> optional() {
    return List.of(
        new ClusterRoleBuilder()
            .withMetadata(InstallManifest.clusterMetadata(OperatorNames.IN_PLACE_ROLE))
            .withRules(RbacManifests.rules(OperatorPermissions.inPlace()))
            .build(),
        new ClusterRoleBindingBuilder()
            .withMetadata(InstallManifest.clusterMetadata(OperatorNames.IN_PLACE_ROLE))
            .withNewRoleRef(RBAC, "ClusterRole", OperatorNames.IN_PLACE_ROLE)
            .withSubjects(account())
            .build());
  }

  /** What an administrator adds who lets the operator evict pods. */
  static HasMetadata healing() {
    return new ClusterRoleBindingBuilder()
        .withMetadata(InstallManifest.clusterMetadata(OperatorNames.HEALING_ROLE))
        .withNewRoleRef(RBAC, "ClusterRole", OperatorNames.HEALING_ROLE)
        .withSubjects(account())
        .build();
  }

  private static Subject account() {
    return new SubjectBuilder()
        .withKind("ServiceAccount")
        .withName(OperatorNames.OPERATOR)
        .withNamespace(MeshNames.OPERATOR_NAMESPACE)
        .build();
  }

  /** Bound to nobody: whoever scrapes gets a binding from the cluster's administrator. */
  private static HasMetadata metricsReader() {
    return new ClusterRoleBuilder()
        .withMetadata(InstallManifest.clusterMetadata(OperatorNames.METRICS_READER))
        .addNewRule()
        .withNonResourceURLs("/metrics")
        .withVerbs("get")
        .endRule()
        .build();
  }
}
