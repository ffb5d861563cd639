package io.meshwright.e2e.mesh;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.util.Optional;

/**
 * Reads along on a pod's {@code eth0}, in an ephemeral container of that pod: what the pod says to
 * itself by the loopback interface, plain between proxy and application, is not seen.
 */
final class PacketCapture {

  private final TestNamespace namespace;
  private final String pod;
  private final String container;

  private PacketCapture(TestNamespace namespace, String pod, String container) {
    this.namespace = namespace;
    this.pod = pod;
    this.container = container;
  }

  /**
   * What went by.
   *
   * @param packets all that were seen
   * @param marked those of them that had the marker in plaintext
   * @param dropped those that came faster than they were read
   */
  record Result(long packets, long marked, long dropped) {}

  /**
   * Returns when no packet is missed any more.
   *
   * @param marker also names the container: a DNS label that the pod has not seen yet
   */
  static PacketCapture start(TestCluster cluster, TestNamespace namespace, Pod pod, String marker) {
    String name = pod.getMetadata().getName();
    namespace
        .client()
        .pods()
        .inNamespace(namespace.name())
        .withName(name)
        .ephemeralContainers()
        .edit(present -> withCapture(present, cluster.image("samples"), marker));
    PacketCapture capture = new PacketCapture(namespace, name, marker);
    Patience.await("packets of " + name + " are captured")
        .ignoreExceptions()
        .until(() -> capture.log().contains("capturing eth0"));
    return capture;
  }

  private static Pod withCapture(Pod pod, String image, String marker) {
    return new PodBuilder(pod)
        .editSpec()
        .addNewEphemeralContainer()
        .withName(marker)
        .withImage(image)
        .withImagePullPolicy("IfNotPresent")
        .withArgs("capture", "--interface", "eth0", "--marker", marker, "--duration", "5m")
        .withNewSecurityContext()
        .withRunAsNonRoot(false)
        .withRunAsUser(0L)
        .withAllowPrivilegeEscalation(false)
        .withNewCapabilities()
        .withDrop("ALL")
        .withAdd("NET_RAW")
        .endCapabilities()
        .endSecurityContext()
        .endEphemeralContainer()
        .endSpec()
        .build();
  }

  /** Ends the capture. */
  Result end() {
    namespace.exec(pod, container, "/bin/sh", "-c", "kill -TERM 1");
    return Patience.await("the capture ends")
        .until(this::result, Optional::isPresent)
        .orElseThrow();
  }

  private Optional<Result> result() throws JsonProcessingException {
    Optional<String> json = log().lines().filter(line -> line.startsWith("{")).findFirst();
    return json.isEmpty()
        ? Optional.empty()
        : Optional.of(new JsonMapper().readValue(json.get(), Result.class));
  }

  private String log() {
    return namespace.logs(pod, container);
  }
}
