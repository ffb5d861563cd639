package io.meshwright.e2e.process;

import io.meshwright.xds.NodeId;
import java.util.Map;
import java.util.TreeMap;

/**
 * A pod that a test declares.
 *
 * @param labels {@code app} is the pod's name unless set; {@code version} names the application's
 * @param type what its proxy is to the control plane
 * @param sidecar the proxy that its traffic goes through
 * @param transparent whether what arrives keeps its addresses on its way through the proxy
 * @param nameServer whom the pod asks for names, by way of its proxy; empty if it asks nobody
 */
record PodSpec(
    String name,
    String namespace,
    Map<String, String> labels,
    NodeId.ProxyType type,
    Sidecar.Kind sidecar,
    boolean transparent,
    String nameServer) {

  static final String DEFAULT_NAMESPACE = "shop";

  PodSpec {
    labels = Map.copyOf(labels);
  }

  /** A pod without a proxy. */
  static PodSpec pod(String name) {
    return new PodSpec(
        name,
        DEFAULT_NAMESPACE,
        Map.of("app", name),
        NodeId.ProxyType.SIDECAR,
        Sidecar.Kind.NONE,
        false,
        "");
  }

  PodSpec app(String app, String version) {
    return label("app", app).label("version", version);
  }

  PodSpec label(String key, String value) {
    Map<String, String> more = new TreeMap<>(labels);
    more.put(key, value);
    return new PodSpec(name, namespace, more, type, sidecar, transparent, nameServer);
  }

  PodSpec sidecar(Sidecar.Kind kind) {
    return new PodSpec(name, namespace, labels, type, kind, transparent, nameServer);
  }

  /** A proxy without an application, at the edge of the mesh; nothing is captured. */
  PodSpec router(Sidecar.Kind kind) {
    return new PodSpec(
        name, namespace, labels, NodeId.ProxyType.ROUTER, kind, transparent, nameServer);
  }

  /** Captured as Istio's interception mode {@code TPROXY} has it. */
  PodSpec captured(boolean transparently) {
    return new PodSpec(name, namespace, labels, type, sidecar, transparently, nameServer);
  }

  PodSpec asks(String server) {
    return new PodSpec(name, namespace, labels, type, sidecar, transparent, server);
  }

  String label(String key) {
    return labels.getOrDefault(key, "");
  }
}
