package io.meshwright.e2e.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keeps what a failed test's namespace looked like: pods, the logs of all containers, events. */
final class FailureReport {

  private FailureReport() {}

  /** Writes to {@code target/cluster-logs/NAME} of this module. */
  static void write(TestNamespace namespace, String name) {
    Path directory = Path.of("target", "cluster-logs", name);
    try {
      Files.createDirectories(directory);
      for (Pod pod : namespace.pods()) {
        write(namespace, pod, directory);
      }
      Files.writeString(
          directory.resolve("events.txt"),
          namespace.events().stream()
              .map(FailureReport::line)
              .sorted()
              .collect(Collectors.joining("\n", "", "\n")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(TestNamespace namespace, Pod pod, Path directory) throws IOException {
    String podName = pod.getMetadata().getName();
    Files.writeString(directory.resolve(podName + ".yaml"), Serialization.asYaml(pod));
    Stream<Container> containers =
        Stream.concat(
            pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream());
    for (String container : containers.map(Container::getName).toList()) {
      Files.writeString(
          directory.resolve(podName + "." + container + ".log"),
          log(namespace, podName, container));
    }
  }

  private static String log(TestNamespace namespace, String pod, String container) {
    try {
      return namespace.logs(pod, container);
    } catch (KubernetesClientException e) {
      return "no log: " + e.getMessage(); // the container has not started
    }
  }

  private static String line(Event event) {
    return String.join(
        " ",
        String.valueOf(event.getLastTimestamp()),
        event.getInvolvedObject().getKind() + "/" + event.getInvolvedObject().getName(),
        event.getReason(),
        String.valueOf(event.getMessage()));
  }
}
