package io.meshwright.e2e.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kubeconfig's current cluster, as {@code hack/cluster.sh} and its siblings see it. */
record CurrentNodes(String kubeconfig) implements ClusterNodes {

  static CurrentNodes find() {
    run("hack/cluster.sh", "up");
    try {
      return new CurrentNodes(Files.readString(root().resolve("target/cluster/kubeconfig")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void awaitReady(KubernetesClient client) {
    client.nodes().list(); // says at once why the cluster cannot be used
  }

  @Override
  public String load(String image) {
    run("hack/load-images.sh", image);
    String registry = System.getenv("IMAGE_REGISTRY");
    return registry == null || registry.isEmpty() ? image : registry + "/" + image;
  }

  private static Path root() {
    return Path.of(System.getProperty("meshwright.directory"));
  }

  private static void run(String... command) {
    try {
      Process process = new ProcessBuilder(command).directory(root().toFile()).inheritIO().start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    // the cluster is the user's
  }
}
