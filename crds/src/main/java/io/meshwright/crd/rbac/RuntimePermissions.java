package io.meshwright.crd.rbac;

import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.RevisionNames;
import java.util.ArrayList;
import java.util.List;

/** What a revision's runtime may do: nothing beyond what it uses. */
public final class RuntimePermissions {

  private static final String CORE = "";
  private static final String LEASES_GROUP = "coordination.k8s.io";
  private static final String LEASES = "leases";
  private static final List<String> READ = List.of("get", "list", "watch");

  private static final List<Permission> OF_GATEWAYS =
      List.of(
          new Permission(
              "Gateways serve certificates from Secrets of their own namespaces, whose names nobody"
                  + " knows beforehand.",
              List.of(CORE),
              List.of("secrets"),
              List.of(),
              READ),
          new Permission(
              "A gateway is given only what its ServiceAccount could read itself.",
              List.of("authorization.k8s.io"),
              List.of("subjectaccessreviews"),
              List.of(),
              List.of("create")));

  private RuntimePermissions() {}

  /**
   * For the ClusterRole of the runtime's ServiceAccount.
   *
   * @param trustBundle name of the ConfigMaps with the mesh's roots
   */
  public static List<Permission> cluster(String trustBundle) {
    return cluster(trustBundle, NetworkingKinds.ALL);
  }

  /**
   * The same for a runtime of another version.
   *
   * @param kinds of {@code networking.istio.io} that it reads
   */
  public static List<Permission> cluster(String trustBundle, List<String> kinds) {
    List<Permission> all = new ArrayList<>(ofEach(trustBundle, kinds));
    if (kinds.contains("gateways")) {
      all.addAll(OF_GATEWAYS);
    }
    return List.copyOf(all);
  }

  /**
   * More for the ClusterRole: users are told what becomes of their resources.
   *
   * @param kinds of {@code networking.istio.io} that it reads
   */
  public static List<Permission> statuses(List<String> kinds) {
    return List.of(
        new Permission(
            "What becomes of traffic configuration stands in its status.",
            List.of("networking.istio.io"),
            kinds.stream().map(kind -> kind + "/status").toList(),
            List.of(),
            List.of("patch")));
  }

  /** More for the Role in the mesh's own namespace: one replica writes a resource's status. */
  public static List<Permission> statusLeases(RevisionNames revision) {
    return List.of(
        new Permission(
            "The holders of these Leases write status; they renew and release them. The first is"
                + " shared by all revisions.",
            List.of(LEASES_GROUP),
            List.of(LEASES),
            List.of(MeshNames.STATUS_LEASE, revision.statusLease()),
            List.of("get", "update", "patch")));
  }

  private static List<Permission> ofEach(String trustBundle, List<String> kinds) {
    return List.of(
        new Permission(
            "Services, their workloads and where these run are the mesh's endpoints.",
            List.of(CORE),
            List.of("services", "pods", "nodes", "namespaces"),
            List.of(),
            READ),
        new Permission(
            "Addresses and readiness behind each Service.",
            List.of("discovery.k8s.io"),
            List.of("endpointslices"),
            List.of(),
            READ),
        new Permission(
            "Traffic configuration written by users.",
            List.of("networking.istio.io"),
            kinds,
            List.of(),
            READ),
        new Permission(
            "Workloads prove who they are by a ServiceAccount token.",
            List.of("authentication.k8s.io"),
            List.of("tokenreviews"),
            List.of(),
            List.of("create")),
        new Permission(
            "The mesh's roots go to every namespace, in this ConfigMap only. A server-side apply"
                + " that creates an object is authorized with the object's name.",
            List.of(CORE),
            List.of("configmaps"),
            List.of(trustBundle),
            List.of("get", "list", "watch", "create", "patch")));
  }

  /**
   * For the Role of the runtime's ServiceAccount in the mesh's own namespace.
   *
   * @param trustBundle name of the ConfigMaps with the mesh's roots
   */
  public static List<Permission> meshNamespace(RevisionNames revision, String trustBundle) {
    return List.of(
        new Permission(
            "The revision's mesh configuration and injection values are followed.",
            List.of(CORE),
            List.of("configmaps"),
            List.of(revision.meshConfigMap(), revision.injectorConfigMap()),
            READ),
        new Permission(
            "The signing key of the mesh: self-signed or brought by the user.",
            List.of(CORE),
            List.of("secrets"),
            List.of(MeshNames.CA_SECRET, MeshNames.PLUGIN_CA_SECRET),
            READ),
        new Permission(
            "The self-signed root is created if absent; Kubernetes cannot restrict a create by"
                + " name.",
            List.of(CORE),
            List.of("secrets"),
            List.of(),
            List.of("create")),
        new Permission(
            "One replica of all revisions writes the root ConfigMaps, and one status; a create"
                + " cannot be restricted by name.",
            List.of(LEASES_GROUP),
            List.of(LEASES),
            List.of(),
            List.of("create")),
        new Permission(
            "The holder of the Lease renews and releases it.",
            List.of(LEASES_GROUP),
            List.of(LEASES),
            List.of(MeshNames.rootsLease(trustBundle)),
            List.of("get", "update", "patch")));
  }
}
