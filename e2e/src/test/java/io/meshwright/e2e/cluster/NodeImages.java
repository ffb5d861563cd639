package io.meshwright.e2e.cluster;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.MountableFile;

/** Copies images of the Docker engine into the containerd of nodes. */
final class NodeImages {

  private static final String ARCHIVE = "/var/lib/rancher/image.tar";

  private NodeImages() {}

  static void load(String image, List<GenericContainer<?>> nodes) {
    try {
      Path archive = Files.createTempFile("image", ".tar");
      try {
        save(image, archive);
        CompletableFuture.allOf(
                nodes.stream()
                    .map(node -> CompletableFuture.runAsync(() -> load(archive, node)))
                    .toArray(CompletableFuture<?>[]::new))
            .join();
      } finally {
        Files.delete(archive);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void save(String image, Path archive) throws IOException {
    DockerClient docker = DockerClientFactory.instance().client();
    int colon = image.lastIndexOf(':');
    try (InputStream in =
        docker
            .saveImagesCmd()
            .withImage(image.substring(0, colon), image.substring(colon + 1))
            .exec()) {
      Files.copy(in, archive, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void load(Path archive, GenericContainer<?> node) {
    node.copyFileToContainer(MountableFile.forHostPath(archive), ARCHIVE);
    run(node, "ctr", "-n", "k8s.io", "images", "import", ARCHIVE);
    run(node, "rm", ARCHIVE);
  }

  private static void run(GenericContainer<?> node, String... command) {
    try {
      ExecResult result = node.execInContainer(command);
      if (result.getExitCode() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + result.getStderr());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
