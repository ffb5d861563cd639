package io.meshwright.e2e.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshwright.xds.NodeMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A real Envoy that takes a pod's identity to the runtime, as Istio's agent makes it do. */
final class EnvoySidecar {
  private static final ObjectMapper JSON = new ObjectMapper();

  private EnvoySidecar() {}

  /** Writes the bootstrap into the pod and says how to start it. */
  static PodProcess.Spec spec(Pod pod, String discoveryAddress) {
    Path bootstrap = pod.directory().resolve("envoy.yaml");
    try {
      Files.writeString(bootstrap, bootstrap(pod, discoveryAddress));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return serving(bootstrap);
  }

  /** How to start Envoy with this bootstrap. */
  static PodProcess.Spec serving(Path bootstrap) {
    String binary = HostCommand.of(Checkout.script("envoy.sh").toString()).run().strip();
    return new PodProcess.Spec(
        List.of(
            binary,
            "--config-path",
            bootstrap.toString(),
            "--concurrency",
            "1",
            "--disable-hot-restart",
            "--log-level",
            "info"),
        Map.of(),
        Sidecar.UID);
  }

  private static String bootstrap(Pod pod, String discoveryAddress) {
    String[] discovery = discoveryAddress.split(":", 2);
    return Resource.text("envoy-bootstrap.yaml")
        .replace("${nodeId}", PodIdentity.nodeId(pod).toString())
        .replace("${nodeCluster}", PodIdentity.nodeCluster(pod))
        .replace("${metadata}", json(metadata(pod)))
        .replace("${discoveryHost}", discovery[0])
        .replace("${discoveryPort}", discovery[1]);
  }

  private static Map<String, Object> metadata(Pod pod) {
    Map<String, Object> metadata = new TreeMap<>(PodIdentity.metadata(pod));
    metadata.put(NodeMetadata.NAMESPACE, pod.spec().namespace());
    metadata.put(NodeMetadata.SERVICE_ACCOUNT, PodIdentity.serviceAccount(pod.spec()));
    metadata.put(NodeMetadata.LABELS, pod.spec().labels());
    metadata.put(NodeMetadata.INSTANCE_IPS, PodIdentity.instanceIps(pod));
    metadata.put(NodeMetadata.PROXY_CONFIG, Map.of());
    return metadata;
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
