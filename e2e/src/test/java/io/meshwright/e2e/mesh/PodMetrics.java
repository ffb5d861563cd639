package io.meshwright.e2e.mesh;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The API {@code metrics.k8s.io} of a cluster, which the autoscaler reads. */
final class PodMetrics {

  private static final String GROUP = "/apis/metrics.k8s.io/v1beta1";

  private PodMetrics() {}

  /** Returns when the cluster serves metrics of pods: by what it brings, or by metrics-server. */
  static void provide(TestCluster cluster) {
    KubernetesClient client = cluster.client();
    if (!isServed(client)) {
      client
          .load(new ByteArrayInputStream(manifest(cluster).getBytes(StandardCharsets.UTF_8)))
          .items()
          .forEach(object -> client.resource(object).forceConflicts().serverSideApply());
    }
    Patience.await("metrics of pods are served")
        .ignoreExceptions()
        .until(() -> client.raw(GROUP + "/pods").contains("\"containers\""));
  }

  private static boolean isServed(KubernetesClient client) {
    return client
            .genericKubernetesResources("apiregistration.k8s.io/v1", "APIService")
            .withName("v1beta1.metrics.k8s.io")
            .get()
        != null;
  }

  private static String manifest(TestCluster cluster) {
    Path hack = Path.of(System.getProperty("meshwright.directory"), "hack");
    try {
      return Files.readString(hack.resolve("metrics-server/metrics-server.yaml"))
          .replace("image: IMAGE", "image: " + cluster.loaded(image(hack)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Built from source where it cannot be pulled. */
  private static String image(Path hack) throws IOException {
    Process process =
        new ProcessBuilder(hack.resolve("metrics-server.sh").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String image = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException("there is no image of metrics-server");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return image.strip();
  }
}
