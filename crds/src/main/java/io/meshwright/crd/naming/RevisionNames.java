package io.meshwright.crd.naming;

import java.util.List;

/**
 * The names of the objects of one revision, in the mesh's namespace unless said otherwise.
 *
 * @param revision a DNS label; the same value that {@code istio.io/rev} carries
 */
public record RevisionNames(String revision) {

  public RevisionNames {
    if (!DnsLabel.isOne(revision)) {
      throw new IllegalArgumentException("not a revision name: '" + revision + "'");
    }
  }

  /** Deployment, Service, ServiceAccount, disruption budget and autoscaler. */
  public String runtime() {
    return "istiod-" + revision;
  }

  /** ConfigMap of the mesh configuration. */
  public String meshConfigMap() {
    return "istio-" + revision;
  }

  /** ConfigMap of the injection values. */
  public String injectorConfigMap() {
    return "istio-sidecar-injector-" + revision;
  }

  /** Lease: its holder writes the status of resources that name this revision. */
  public String statusLease() {
    return MeshNames.STATUS_LEASE + "-" + revision;
  }

  /** MutatingWebhookConfiguration; cluster-scoped, so it also names the mesh's namespace. */
  public String injectionWebhook(String meshNamespace) {
    return inMesh("istio-sidecar-injector-" + revision, meshNamespace);
  }

  /** ValidatingWebhookConfiguration; cluster-scoped. */
  public String validationWebhook(String meshNamespace) {
    return "istio-validator-" + revision + "-" + meshNamespace;
  }

  /** MutatingWebhookConfiguration of a tag that points at a revision; cluster-scoped. */
  public static String tagWebhook(String tag, String meshNamespace) {
    return inMesh("istio-revision-tag-" + tag, meshNamespace);
  }

  /** ClusterRole and ClusterRoleBinding; cluster-scoped. */
  public String clusterRole(String meshNamespace) {
    return runtime() + "-" + meshNamespace;
  }

  /**
   * DNS names at which proxies, the API server and tools reach this revision; all of them stand in
   * its serving certificate. The first is the one that new pods are given.
   */
  public List<String> servingNames(String meshNamespace) {
    return List.of(
        runtime() + "." + meshNamespace + ".svc",
        MeshNames.ALIAS_SERVICE + "." + meshNamespace + ".svc");
  }

  private static String inMesh(String name, String meshNamespace) {
    return meshNamespace.equals(MeshNames.DEFAULT_MESH_NAMESPACE)
        ? name
        : name + "-" + meshNamespace;
  }
}
