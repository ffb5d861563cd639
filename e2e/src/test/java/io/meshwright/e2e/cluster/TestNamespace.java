package io.meshwright.e2e.cluster;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** One test class's part of the cluster, and what tests do there. */
public final class TestNamespace implements AutoCloseable {

  static final String OWNER_LABEL = "io.meshwright.owner";
  static final String OWNER = "test";

  private final TestCluster cluster;
  private final String name;

  TestNamespace(TestCluster cluster, String name) {
    this.cluster = cluster;
    this.name = name;
  }

  public String name() {
    return name;
  }

  public KubernetesClient client() {
    return cluster.client();
  }

  /** A second one for the same test class, whose caller closes it. */
  public TestNamespace another(String suffix) {
    return cluster.createNamespace(name + "-" + suffix);
  }

  /** Those of all test classes that are there, or still there. */
  public static Set<String> names(KubernetesClient client) {
    return client.namespaces().withLabel(OWNER_LABEL, OWNER).list().getItems().stream()
        .map(namespace -> namespace.getMetadata().getName())
        .collect(Collectors.toSet());
  }

  /** Sets a label of the namespace, which says who injects its pods, say. */
  public void label(String key, String value) {
    client()
        .namespaces()
        .withName(name)
        .edit(
            namespace ->
                new NamespaceBuilder(namespace)
                    .editMetadata()
                    .addToLabels(key, value)
                    .endMetadata()
                    .build());
  }

  /** Removes a label of the namespace. */
  public void unlabel(String key) {
    client()
        .namespaces()
        .withName(name)
        .edit(
            namespace ->
                new NamespaceBuilder(namespace)
                    .editMetadata()
                    .removeFromLabels(key)
                    .endMetadata()
                    .build());
  }

  /** Removes all workloads, and returns when their pods are gone. */
  public void removeWorkloads() {
    client().apps().deployments().inNamespace(name).delete();
    client().pods().inNamespace(name).delete();
    Patience.await("the pods are gone")
        .until(() -> client().pods().inNamespace(name).list().getItems().isEmpty());
    unlabel("istio.io/rev");
    unlabel("istio-injection");
  }

  /** Applies all documents of the text, in this namespace unless they name another. */
  public List<HasMetadata> apply(String yaml) {
    return client()
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .inNamespace(name)
        .serverSideApply();
  }

  /** Waits until as many pods with the label {@code app} are ready, and returns them. */
  public List<Pod> awaitPods(String app, int count) {
    return Patience.await(count + " pods of " + app + " are ready")
        .until(() -> readyPods(app), pods -> pods.size() == count);
  }

  private List<Pod> readyPods(String app) {
    return client().pods().inNamespace(name).withLabel("app", app).list().getItems().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(Readiness.getInstance()::isReady)
        .toList();
  }

  /** Runs a command in a pod's container and waits for its end. */
  public CommandResult exec(String pod, String container, String... command) {
    ObjectMeta named = new ObjectMetaBuilder().withNamespace(name).withName(pod).build();
    return exec(Patience.LIMIT, named, container, command);
  }

  /** Runs a command in a container of a pod, of this namespace or another. */
  public CommandResult exec(Pod pod, String container, String... command) {
    return exec(Patience.LIMIT, pod.getMetadata(), container, command);
  }

  /** Runs a command in a pod's container and waits for its end as long as the patience lasts. */
  public CommandResult exec(Duration patience, Pod pod, String container, String... command) {
    return exec(patience, pod.getMetadata(), container, command);
  }

  private CommandResult exec(
      Duration patience, ObjectMeta pod, String container, String... command) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    try (ExecWatch watch =
        client()
            .pods()
            .inNamespace(pod.getNamespace())
            .withName(pod.getName())
            .inContainer(container)
            .writingOutput(output)
            .writingError(errors)
            .exec(command)) {
      int exitCode = watch.exitCode().get(patience.toSeconds(), TimeUnit.SECONDS);
      return new CommandResult(
          exitCode,
          output.toString(StandardCharsets.UTF_8),
          errors.toString(StandardCharsets.UTF_8));
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(pod.getName() + ": " + String.join(" ", command), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The log of a pod's container so far. */
  public String logs(String pod, String container) {
    return client().pods().inNamespace(name).withName(pod).inContainer(container).getLog();
  }

  List<Pod> pods() {
    return client().pods().inNamespace(name).list().getItems();
  }

  List<Event> events() {
    return client().v1().events().inNamespace(name).list().getItems();
  }

  /** Returns when the namespace is gone. */
  void remove() {
    client().namespaces().withName(name).delete();
    Patience.await("namespace " + name + " is gone")
        .until(() -> client().namespaces().withName(name).get() == null);
  }

  /** Asks for the namespace's end; what follows does not depend on it. */
  @Override
  public void close() {
    client().namespaces().withName(name).delete();
  }
}
