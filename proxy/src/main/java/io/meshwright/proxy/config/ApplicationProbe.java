package io.meshwright.proxy.config;

import java.time.Duration;
import java.util.List;

/**
 * A probe or hook of the application that the injector sent to the proxy's status port, as it was
 * in the pod (istio-features I30). It is made against the pod's address: a {@code host} in it is
 * not used, as in Istio.
 */
public sealed interface ApplicationProbe {

  /** Where the application listens. */
  int port();

  /** How long the whole probe may take. */
  Duration timeout();

  /**
   * A request, which succeeds by its status.
   *
   * @param path begins with a slash; with its query; only what may stand in a request line
   * @param tls whether to speak TLS, without verification, as the kubelet does
   * @param headers sent unless the kubelet sends others of their names
   */
  record Http(int port, String path, boolean tls, List<Header> headers, Duration timeout)
      implements ApplicationProbe {
    public Http {
      headers = List.copyOf(headers);
    }
  }

  /** A header of the request. */
  record Header(String name, String value) {}

  /** A connection, which succeeds when it opens. */
  record Tcp(int port, Duration timeout) implements ApplicationProbe {}

  /**
   * A call of {@code grpc.health.v1.Health/Check}, which succeeds with {@code SERVING}.
   *
   * @param service to ask for; empty for the whole server
   */
  record Grpc(int port, String service, Duration timeout) implements ApplicationProbe {}
}
