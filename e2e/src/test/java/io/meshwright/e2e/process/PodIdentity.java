package io.meshwright.e2e.process;

import io.meshwright.xds.NodeId;
import io.meshwright.xds.NodeMetadata;
import java.util.Map;

/** What the injector and the downward API would tell a pod's proxy about the pod. */
final class PodIdentity {
  static final String CLUSTER_ID = "Kubernetes";
  static final String NODE_NAME = "node-1";

  private PodIdentity() {}

  static NodeId nodeId(Pod pod) {
    return new NodeId(
        pod.spec().type(),
        pod.addresses().text4(),
        pod.spec().name(),
        pod.spec().namespace(),
        dnsDomain(pod.spec()));
  }

  static String nodeCluster(Pod pod) {
    return pod.spec().label("app") + "." + pod.spec().namespace();
  }

  static String dnsDomain(PodSpec spec) {
    return spec.namespace() + ".svc.cluster.local";
  }

  static String serviceAccount(PodSpec spec) {
    return spec.label("app");
  }

  static String instanceIps(Pod pod) {
    return pod.addresses().text4() + "," + pod.addresses().text6();
  }

  /** The metadata that reaches a proxy as {@code ISTIO_META_} variables. */
  static Map<String, String> metadata(Pod pod) {
    return Map.of(
        NodeMetadata.CLUSTER_ID,
        CLUSTER_ID,
        NodeMetadata.INTERCEPTION_MODE,
        pod.spec().transparent() ? NodeMetadata.TRANSPARENT : "REDIRECT",
        NodeMetadata.MESH_ID,
        "cluster.local",
        NodeMetadata.NODE_NAME,
        NODE_NAME,
        NodeMetadata.WORKLOAD_NAME,
        pod.spec().name());
  }
}
