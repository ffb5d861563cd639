package io.meshwright.e2e.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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

  @Override
  public CommandResult shell(String script) {
    ProcessBuilder builder = new ProcessBuilder("sh", "-e").redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", root().resolve("target/cluster/kubeconfig").toString());
    try {
      Process process = builder.start();
      try (OutputStream input = process.getOutputStream()) {
        input.write(script.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new CommandResult(process.waitFor(), output, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public CommandResult onNode(String node, String script) {
    throw new UnsupportedOperationException("the nodes of a foreign cluster are out of reach");
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
