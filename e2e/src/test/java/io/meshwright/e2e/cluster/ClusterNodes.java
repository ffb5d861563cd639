package io.meshwright.e2e.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;

/** Where a cluster's nodes come from. */
sealed interface ClusterNodes extends AutoCloseable permits CurrentNodes, DockerNodes {

  /** As text; its server can be reached from this process. */
  String kubeconfig();

  /** Returns when pods can run; throws if that takes too long. */
  void awaitReady(KubernetesClient client);

  /**
   * Makes an image of the Docker engine available to all nodes and returns the reference under
   * which they know it.
   */
  String load(String image);

  /** Runs a script with {@code sh -e} where {@code kubectl} means this cluster. */
  CommandResult shell(String script);

  /** Runs a script with {@code sh -e} on a node. */
  CommandResult onNode(String node, String script);

  /** Removes what was started, and nothing else. */
  @Override
  void close();
}
