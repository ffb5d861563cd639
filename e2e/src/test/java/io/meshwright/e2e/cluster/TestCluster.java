package io.meshwright.e2e.cluster;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The cluster that the tests run on, and the only place that decides which one it is.
 *
 * <p>Safe for use by any number of threads. Closed by the extension that started it.
 */
public final class TestCluster implements AutoCloseable {

  private static final Pattern IMAGE = Pattern.compile("\\bmeshwright/[a-z]+:[0-9.]+");

  private final ClusterNodes nodes;
  private final KubernetesClient client;
  private final Map<String, String> images = new ConcurrentHashMap<>();

  private TestCluster(ClusterNodes nodes, KubernetesClient client) {
    this.nodes = nodes;
    this.client = client;
  }

  /** The one that all test classes share. */
  public static TestCluster shared(ExtensionContext context) {
    return ClusterExtension.cluster(context);
  }

  static TestCluster start() {
    ClusterNodes nodes =
        "current".equals(System.getenv("CLUSTER")) ? CurrentNodes.find() : DockerNodes.start();
    try {
      Config config = Config.fromKubeconfig(nodes.kubeconfig());
      KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
      TestCluster cluster = new TestCluster(nodes, client);
      nodes.awaitReady(client);
      return cluster;
    } catch (RuntimeException e) {
      nodes.close();
      throw e;
    }
  }

  /** Owned by the cluster; not to be closed. */
  public KubernetesClient client() {
    return client;
  }

  /** Whether the tests run on a cluster that somebody else shaped: it may have one node, say. */
  public boolean isForeign() {
    return nodes instanceof CurrentNodes;
  }

  /** As text, for programs that need a file. */
  public String kubeconfig() {
    return nodes.kubeconfig();
  }

  /**
   * The reference of one of the project's images ({@code proxy}, {@code samples}, …), to be used
   * with {@code imagePullPolicy: IfNotPresent}. The nodes have it when this returns.
   */
  public String image(String name) {
    return loaded("meshwright/" + name + ":" + System.getProperty("meshwright.version"));
  }

  /** The reference under which the nodes know an image of the Docker engine; they have it then. */
  public String loaded(String image) {
    return images.computeIfAbsent(image, nodes::load);
  }

  /** A manifest of the project, with images that the nodes have. */
  public String withImages(String manifest) {
    Matcher matcher = IMAGE.matcher(manifest);
    return matcher.replaceAll(found -> Matcher.quoteReplacement(loaded(found.group())));
  }

  /** Runs a script with {@code sh -e} where {@code kubectl} means this cluster. */
  public CommandResult shell(String script) {
    return nodes.shell(script);
  }

  /**
   * Kills the processes of a pod on its node, which get no time for anything; not on a foreign
   * cluster. Returns when it was.
   */
  public Instant crash(Pod pod) {
    StringBuilder script = new StringBuilder("date +%s%3N\n");
    for (ContainerStatus container : pod.getStatus().getContainerStatuses()) {
      String id = container.getContainerID().replaceFirst("^[a-z]+://", "");
      script.append("ctr -n k8s.io tasks kill --signal SIGKILL ").append(id).append('\n');
    }
    CommandResult result = nodes.onNode(pod.getSpec().getNodeName(), script.toString());
    if (result.exitCode() != 0) {
      throw new IllegalStateException(result.toString());
    }
    return Instant.ofEpochMilli(Long.parseLong(result.output().strip()));
  }

  /** Lets the processes of a container stand still, as if they hung; not on a foreign cluster. */
  public void freeze(Pod pod, String container) {
    String id =
        Stream.of(
                pod.getStatus().getContainerStatuses(), pod.getStatus().getInitContainerStatuses())
            .flatMap(List::stream)
            .filter(status -> status.getName().equals(container))
            .map(status -> status.getContainerID().replaceFirst("^[a-z]+://", ""))
            .findFirst()
            .orElseThrow();
    CommandResult result =
        nodes.onNode(
            pod.getSpec().getNodeName(), "ctr -n k8s.io tasks kill --all --signal SIGSTOP " + id);
    if (result.exitCode() != 0) {
      throw new IllegalStateException(result.toString());
    }
  }

  /** The zones of the nodes, in order and without repetition. */
  public List<String> zones() {
    return client.nodes().list().getItems().stream()
        .map(node -> node.getMetadata().getLabels().get("topology.kubernetes.io/zone"))
        .filter(Objects::nonNull)
        .distinct()
        .sorted()
        .toList();
  }

  /** A new namespace of that name; one that an earlier run left behind is removed first. */
  TestNamespace createNamespace(String name) {
    TestNamespace namespace = new TestNamespace(this, name);
    namespace.remove();
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(TestNamespace.OWNER_LABEL, TestNamespace.OWNER)
                .endMetadata()
                .build())
        .create();
    return namespace;
  }

  @Override
  public void close() {
    client.close();
    nodes.close();
  }
}
