package io.meshwright.e2e.process;

import static io.meshwright.e2e.process.PodSpec.pod;

import java.util.stream.Stream;

/**
 * The mesh that most tests need: a service {@code reviews} of two versions, and two clients. Each
 * side has one pod with our proxy and one with a real Envoy, which get their configuration from the
 * same runtime; a fact about one client is asserted of the other too.
 *
 * @param ours the client with our proxy
 * @param envoys the client with a real Envoy
 * @param v1 version 1, with our proxy
 * @param v2 version 2, with a real Envoy
 * @param reviews the service of both versions
 */
record Shop(ProcessMesh mesh, Pod ours, Pod envoys, HttpApp v1, HttpApp v2, Service reviews)
    implements AutoCloseable {
  static final int PORT = 9080;

  /** Starts it and waits until each proxy serves the service. */
  static Shop start(Class<?> test) {
    ProcessMesh mesh = ProcessMesh.start(test);
    try {
      Service reviews = mesh.service("reviews", "http", PORT);
      HttpApp v1 =
          mesh.add(pod("reviews-v1").app("reviews", "v1").sidecar(Sidecar.Kind.MESHWRIGHT))
              .http(PORT);
      HttpApp v2 =
          mesh.add(pod("reviews-v2").app("reviews", "v2").sidecar(Sidecar.Kind.ENVOY)).http(PORT);
      Shop shop =
          new Shop(
              mesh,
              mesh.add(pod("client").sidecar(Sidecar.Kind.MESHWRIGHT)),
              mesh.add(pod("envoy-client").sidecar(Sidecar.Kind.ENVOY)),
              v1,
              v2,
              reviews);
      mesh.apply(
          "reviews-versions",
          """
          apiVersion: networking.istio.io/v1
          kind: DestinationRule
          metadata: {name: reviews, namespace: shop}
          spec:
            host: reviews
            subsets:
              - {name: v1, labels: {version: v1}}
              - {name: v2, labels: {version: v2}}
          """);
      mesh.awaitReady();
      return shop;
    } catch (RuntimeException e) {
      mesh.close();
      throw e;
    }
  }

  /** The clients, by name. */
  Pod client(Sidecar.Kind kind) {
    return kind == Sidecar.Kind.ENVOY ? envoys : ours;
  }

  /**
   * Replaces the routes of the service, and waits until both clients have them.
   *
   * @param name of one of the routes, unlike any that was there before
   * @param http the field {@code http} of a VirtualService
   */
  void route(String name, String http) {
    mesh.apply("reviews-routes", virtualService(http));
    awaitRoute(name);
  }

  /** Waits until both clients have a route of this name. */
  void awaitRoute(String name) {
    Stream.of(ours, envoys)
        .forEach(
            client ->
                client
                    .sidecar()
                    .awaitConfig("route " + name, dump -> dump.routeNames().contains(name)));
  }

  static String virtualService(String http) {
    return """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: reviews, namespace: shop}
        spec:
          hosts: [reviews]
          http:
        """
        + http.indent(4);
  }

  @Override
  public void close() {
    mesh.close();
  }
}
