package io.meshwright.runtime.webhook.inject;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPGetActionBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sends the kubelet's probes of the application to the proxy's status port, which makes the
 * original probe from inside the pod: the kubelet has no certificate of the mesh (istio-features
 * I30). Works on a pod that is the caller's own.
 */
final class ProbeRewrite {

  /**
   * The original probes by their new path, for the proxy.
   *
   * @param json empty if there is no probe to make
   */
  record Rewritten(Optional<String> json) {
    static Rewritten nothing() {
      return new Rewritten(Optional.empty());
    }
  }

  private final Container container;
  private final IntOrString statusPort;

  /** By path; those of an earlier injection are there already. */
  private final Map<String, Object> probers;

  private ProbeRewrite(Container container, int statusPort, Map<String, Object> probers) {
    this.container = container;
    this.statusPort = new IntOrString(statusPort);
    this.probers = probers;
  }

  /**
   * Rewrites the containers of {@code spec}.
   *
   * @param statusPort where the proxy listens for them
   * @param previous the probes that an earlier injection has rewritten already
   */
  static Rewritten apply(PodSpec spec, int statusPort, Optional<String> previous) {
    Map<String, Object> all = new TreeMap<>();
    previous.ifPresent(json -> all.putAll(original(json)));
    for (Container container : spec.getContainers()) {
      new ProbeRewrite(container, statusPort, all).rewrite();
    }
    for (Container container : spec.getInitContainers()) {
      if ("Always".equals(container.getRestartPolicy())) {
        new ProbeRewrite(container, statusPort, all).rewrite();
      }
    }
    return all.isEmpty()
        ? Rewritten.nothing()
        : new Rewritten(Optional.of(Serialization.asJson(all)));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> original(String json) {
    return Serialization.unmarshal(json, Map.class);
  }

  private void rewrite() {
    String health = "/app-health/" + container.getName();
    probe(container.getLivenessProbe(), health + "/livez");
    probe(container.getReadinessProbe(), health + "/readyz");
    probe(container.getStartupProbe(), health + "/startupz");
    Lifecycle lifecycle = container.getLifecycle();
    if (lifecycle != null) {
      String path = "/app-lifecycle/" + container.getName();
      hook(lifecycle.getPreStop(), path + "/prestopz");
      hook(lifecycle.getPostStart(), path + "/poststartz");
    }
  }

  private void probe(@Nullable Probe probe, String path) {
    if (probe == null) {
      return;
    }
    Map<String, Object> prober = new LinkedHashMap<>();
    if (probe.getHttpGet() != null) {
      if (isRewritten(probe.getHttpGet(), path)) {
        probe.getHttpGet().setPort(statusPort);
        return;
      }
      if (isUnknown(probe.getHttpGet().getPort())) {
        return;
      }
      prober.put("httpGet", resolved(probe.getHttpGet()));
    } else if (probe.getTcpSocket() != null) {
      if (isUnknown(probe.getTcpSocket().getPort())) {
        return;
      }
      prober.put("tcpSocket", resolved(probe.getTcpSocket()));
    } else if (probe.getGrpc() != null) {
      prober.put("grpc", probe.getGrpc());
    } else {
      return;
    }
    Integer timeout = probe.getTimeoutSeconds();
    prober.put("timeoutSeconds", timeout == null || timeout == 0 ? 1 : timeout);
    probe.setHttpGet(toProxy(probe.getHttpGet(), path));
    probe.setTcpSocket(null);
    probe.setGrpc(null);
    probers.put(path, prober);
  }

  private void hook(@Nullable LifecycleHandler handler, String path) {
    if (handler == null) {
      return;
    }
    if (handler.getHttpGet() != null && isRewritten(handler.getHttpGet(), path)) {
      handler.getHttpGet().setPort(statusPort);
      return;
    }
    if (handler.getHttpGet() != null && !isUnknown(handler.getHttpGet().getPort())) {
      probers.put(path, Map.of("httpGet", resolved(handler.getHttpGet())));
    } else if (handler.getTcpSocket() != null && !isUnknown(handler.getTcpSocket().getPort())) {
      probers.put(path, Map.of("tcpSocket", resolved(handler.getTcpSocket())));
    } else {
      return;
    }
    handler.setHttpGet(toProxy(handler.getHttpGet(), path));
    handler.setTcpSocket(null);
  }

  /** By an earlier injection, which may have had another port. */
  private boolean isRewritten(HTTPGetAction action, String path) {
    return path.equals(action.getPath())
        && (probers.containsKey(path) || statusPort.equals(action.getPort()));
  }

  /** Keeps the headers; the proxy listens in plaintext. */
  private HTTPGetAction toProxy(@Nullable HTTPGetAction original, String path) {
    HTTPGetActionBuilder builder =
        original == null ? new HTTPGetActionBuilder() : new HTTPGetActionBuilder(original);
    return builder.withPath(path).withPort(statusPort).withScheme(null).withHost(null).build();
  }

  private HTTPGetAction resolved(HTTPGetAction action) {
    return new HTTPGetActionBuilder(action).withPort(number(action.getPort())).build();
  }

  private TCPSocketAction resolved(TCPSocketAction action) {
    return new TCPSocketAction(action.getHost(), number(action.getPort()));
  }

  /** Such a probe stays with the kubelet, which tells of the missing port in an event. */
  private boolean isUnknown(@Nullable IntOrString port) {
    return port == null || number(port).getStrVal() != null;
  }

  /** A named port as its number; a name that the container lacks stays. */
  private IntOrString number(IntOrString port) {
    String name = port.getStrVal();
    return name == null
        ? port
        : List.copyOf(container.getPorts()).stream()
            .filter(candidate -> name.equals(candidate.getName()))
            .findFirst()
            .map(candidate -> new IntOrString(candidate.getContainerPort()))
            .orElse(port);
  }
}
