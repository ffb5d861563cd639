package io.meshwright.operator.install;

import io.meshwright.crd.CustomResourceDefinitions;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.crd.rbac.NetworkingKinds;
import io.meshwright.crd.rbac.Permission;
import io.meshwright.crd.rbac.RuntimePermissions;
import io.meshwright.operator.monitoring.PrometheusRule;
import io.meshwright.operator.workload.WorkloadReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the operator may do: nothing beyond what it uses, and what its runtimes are given. */
public final class OperatorPermissions {

  private static final String CORE = "";
  private static final String DEFINITIONS = "apiextensions.k8s.io";
  private static final List<String> OWN =
      List.of("get", "list", "watch", "create", "patch", "delete");
  private static final List<String> READ = List.of("get", "list", "watch");

  private OperatorPermissions() {}

  /** For the operator's ClusterRole. */
  public static List<Permission> cluster() {
    List<Permission> permissions = new ArrayList<>(meshKinds());
    permissions.addAll(appliedKinds());
    permissions.addAll(workloads());
    permissions.addAll(byName());
    permissions.addAll(definitions());
    for (Permission granted : granted()) {
      permissions.add(
          new Permission(
              "Granted to the runtime, and Kubernetes lets nobody grant what he does not have: "
                  + granted.why(),
              granted.apiGroups(),
              granted.resources(),
              granted.resourceNames(),
              granted.verbs()));
    }
    return List.copyOf(permissions);
  }

  /**
   * For a ClusterRole of its own, without which all else works: installations whose {@code
   * spec.dataPlane.mode} is Manual need none of it.
   */
  public static List<Permission> dataPlane() {
    return List.of(
        new Permission(
            "Outdated workloads are restarted, where spec.dataPlane.mode is Automatic.",
            List.of("apps"),
            List.of("deployments", "statefulsets", "daemonsets"),
            List.of(),
            List.of("patch")),
        new Permission(
            "The same of Argo Rollouts.",
            List.of(WorkloadReader.ROLLOUT_GROUP),
            List.of("rollouts"),
            List.of(),
            List.of("patch")));
  }

  /**
   * For a ClusterRole that nobody has unless he asks for it: who may change images of pods may run
   * anything with the rights of their ServiceAccounts.
   */
  public static List<Permission> inPlace() {
    return List.of(
        new Permission(
            "Sidecars are replaced and their pods stay, where spec.dataPlane.sidecarUpgrade is"
                + " InPlace; pods that end at once pull the image beforehand.",
            List.of(CORE),
            List.of("pods"),
            List.of(),
            List.of("patch", "create", "delete")));
  }

  /** For a ClusterRole that nobody is bound to until an administrator opts in. */
  public static List<Permission> healing() {
    return List.of(
        new Permission(
            "Pods whose proxies do not follow are evicted, where spec.healing.evictPods is true, and"
                + " replicas of a control plane that fail.",
            List.of(CORE),
            List.of("pods/eviction"),
            List.of(),
            List.of("create")));
  }

  /** For the operator's Role in its own namespace. */
  public static List<Permission> operatorNamespace() {
    return List.of(
        new Permission(
            "One replica leads; a create cannot be restricted by name.",
            List.of("coordination.k8s.io"),
            List.of("leases"),
            List.of(),
            List.of("create")),
        new Permission(
            "The leader renews and releases its Lease, the others look at it.",
            List.of("coordination.k8s.io"),
            List.of("leases"),
            List.of(OperatorNames.LEADER_LEASE),
            List.of("get", "update", "patch")),
        new Permission(
            "The webhook's certificate is made if absent; a create cannot be restricted by name.",
            List.of(CORE),
            List.of("secrets"),
            List.of(),
            List.of("create")),
        new Permission(
            "All replicas serve the webhook's certificate; the leader renews it.",
            List.of(CORE),
            List.of("secrets"),
            List.of(OperatorNames.ADMISSION_SECRET),
            List.of("get", "update")));
  }

  private static List<Permission> meshKinds() {
    return List.of(
        new Permission(
            "Installations, revisions and tags are followed; revisions are made and removed,"
                + " finalizers set.",
            List.of(MeshInstallation.GROUP),
            List.of("meshinstallations", "meshrevisions", "meshrevisiontags"),
            List.of(),
            List.of("get", "list", "watch", "create", "update", "patch", "delete")),
        new Permission(
            "What was found is reported.",
            List.of(MeshInstallation.GROUP),
            List.of("meshinstallations/status", "meshrevisions/status", "meshrevisiontags/status"),
            List.of(),
            List.of("get", "update", "patch")),
        new Permission(
            "Owner references that block deletion need the right to set finalizers.",
            List.of(MeshInstallation.GROUP),
            List.of(
                "meshinstallations/finalizers",
                "meshrevisions/finalizers",
                "meshrevisiontags/finalizers"),
            List.of(),
            List.of("update")));
  }

  private static List<Permission> appliedKinds() {
    return List.of(
        new Permission(
            "The mesh's namespace is made if absent and removed with the mesh.",
            List.of(CORE),
            List.of("namespaces"),
            List.of(),
            OWN),
        new Permission(
            "Objects of a revision or gateway.",
            List.of(CORE),
            List.of("serviceaccounts", "services", "configmaps"),
            List.of(),
            OWN),
        new Permission(
            "Runtimes of revisions, and gateways.",
            List.of("apps"),
            List.of("deployments"),
            List.of(),
            OWN),
        new Permission(
            "Runtimes and gateways are scaled by their load.",
            List.of("autoscaling"),
            List.of("horizontalpodautoscalers"),
            List.of(),
            OWN),
        new Permission(
            "Drains take one replica of a runtime or gateway at a time.",
            List.of("policy"),
            List.of("poddisruptionbudgets"),
            List.of(),
            OWN),
        new Permission(
            "Alerts, where spec.monitoring asks for them and the Prometheus operator is there.",
            List.of(PrometheusRule.GROUP),
            List.of(PrometheusRule.PLURAL),
            List.of(),
            List.of("create", "patch", "delete")),
        new Permission(
            "The runtime's roles; only what the operator has itself can be given.",
            List.of("rbac.authorization.k8s.io"),
            List.of("clusterroles", "clusterrolebindings", "roles", "rolebindings"),
            List.of(),
            OWN),
        new Permission(
            "Injection and validation webhooks of revisions and tags.",
            List.of("admissionregistration.k8s.io"),
            List.of("mutatingwebhookconfigurations", "validatingwebhookconfigurations"),
            List.of(),
            OWN));
  }

  /** Pods with proxies, and what keeps them running. */
  private static List<Permission> workloads() {
    return List.of(
        new Permission(
            "Pods that a revision injected, or that ask for it, keep it from being removed.",
            List.of(CORE),
            List.of("pods"),
            List.of(),
            READ),
        new Permission(
            "What runs pods with outdated proxies is counted.",
            List.of("apps"),
            List.of("statefulsets", "daemonsets"),
            List.of(),
            READ),
        new Permission(
            "The same of Argo Rollouts, where there are any.",
            List.of(WorkloadReader.ROLLOUT_GROUP),
            List.of("rollouts"),
            List.of(),
            READ));
  }

  /** What is only looked at, tried, or touched under one name. */
  private static List<Permission> byName() {
    return List.of(
        new Permission(
            "Each replica of a runtime is asked which proxies it serves.",
            List.of("discovery.k8s.io"),
            List.of("endpointslices"),
            List.of(),
            READ),
        new Permission(
            "The signing key goes with its mesh; one brought by the user keeps the namespace.",
            List.of(CORE),
            List.of("secrets"),
            List.of(MeshNames.CA_SECRET, MeshNames.PLUGIN_CA_SECRET),
            List.of("get", "delete")),
        new Permission(
            "Token and roots for the Prometheus of an analysis. To read Secrets of other names the"
                + " operator needs a role of the user's.",
            List.of(CORE),
            List.of("secrets"),
            List.of(MeshNames.PROMETHEUS_SECRET),
            List.of("get")),
        new Permission(
            "The mesh's own root is replaced, step by step; a CA of the user is not.",
            List.of(CORE),
            List.of("secrets"),
            List.of(MeshNames.CA_SECRET),
            List.of("update")),
        new Permission(
            "What happened is told as Events; a repeated one is counted.",
            List.of("events.k8s.io"),
            List.of("events"),
            List.of(),
            List.of("get", "create", "patch")),
        new Permission(
            "Who may read the operator's metrics: whose token is it, and may he?",
            List.of("authentication.k8s.io"),
            List.of("tokenreviews"),
            List.of(),
            List.of("create")),
        new Permission(
            "The second half of that question.",
            List.of("authorization.k8s.io"),
            List.of("subjectaccessreviews"),
            List.of(),
            List.of("create")),
        new Permission(
            "The runtimes' Leases go with their mesh, and their roles let them renew them. Each"
                + " spec.trust.bundleName has a Lease of its own; RBAC knows no prefixes.",
            List.of("coordination.k8s.io"),
            List.of("leases"),
            List.of(),
            List.of("get", "update", "patch", "delete")),
        new Permission(
            "A validating webhook is believed after it refused a bad object; only tried, never"
                + " kept. Configuration in the cluster is shown to a new revision in the same way.",
            List.of("networking.istio.io"),
            NetworkingKinds.ALL,
            List.of(),
            List.of("create")));
  }

  /** The CRDs that come with the operator, and their objects. */
  private static List<Permission> definitions() {
    return List.of(
        new Permission(
            "CRDs are looked at before a revision is followed, and upgraded. A server-side apply"
                + " that creates an object is authorized with the object's name.",
            List.of(DEFINITIONS),
            List.of("customresourcedefinitions"),
            CustomResourceDefinitions.NAMES,
            List.of("get", "create", "patch")),
        new Permission(
            "A version that no object is stored in any more is taken off the list.",
            List.of(DEFINITIONS),
            List.of("customresourcedefinitions/status"),
            CustomResourceDefinitions.NAMES,
            List.of("update", "patch")),
        new Permission(
            "Objects are written as they are when the stored version of their CRD changes.",
            List.of("networking.istio.io"),
            NetworkingKinds.ALL,
            List.of(),
            List.of("update")));
  }

  /** All revisions' roles together, without what own rules cover: names that revisions choose. */
  private static List<Permission> granted() {
    return Stream.of(
            RuntimePermissions.cluster(MeshNames.ROOT_CONFIG_MAP),
            RuntimePermissions.statuses(NetworkingKinds.ALL),
            RuntimePermissions.meshNamespace(new RevisionNames("any"), MeshNames.ROOT_CONFIG_MAP))
        .flatMap(List::stream)
        .filter(permission -> !permission.resources().equals(List.of("configmaps")))
        .filter(
            permission ->
                !permission.resources().equals(List.of("leases"))
                    || permission.resourceNames().isEmpty())
        .toList();
  }
}
