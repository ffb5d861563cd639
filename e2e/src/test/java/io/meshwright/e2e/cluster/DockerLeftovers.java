package io.meshwright.e2e.cluster;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;

/**
 * Containers and networks of earlier test runs that were killed before they could clean up: each
 * carries the process id of its run, and those whose process is gone are removed.
 */
final class DockerLeftovers {

  private static final String OWNER = "io.meshwright.owner";
  private static final String PROCESS = "io.meshwright.process";

  private DockerLeftovers() {}

  /** For everything that this run makes. */
  static Map<String, String> labels() {
    return Map.of(OWNER, "test", PROCESS, Long.toString(ProcessHandle.current().pid()));
  }

  static void remove() {
    DockerClient docker = DockerClientFactory.instance().client();
    List<Container> containers =
        docker.listContainersCmd().withShowAll(true).withLabelFilter(Map.of(OWNER, "test")).exec();
    for (Container container : containers) {
      if (isOrphan(container.getLabels())) {
        docker.removeContainerCmd(container.getId()).withForce(true).withRemoveVolumes(true).exec();
      }
    }
    for (Network network : docker.listNetworksCmd().exec()) {
      if ("test".equals(network.getLabels().get(OWNER)) && isOrphan(network.getLabels())) {
        docker.removeNetworkCmd(network.getId()).exec();
      }
    }
  }

  private static boolean isOrphan(Map<String, String> labels) {
    long process = Long.parseLong(labels.getOrDefault(PROCESS, "0"));
    return ProcessHandle.of(process).isEmpty();
  }
}
