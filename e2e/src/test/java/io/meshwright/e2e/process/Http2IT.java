package io.meshwright.e2e.process;

import static io.meshwright.e2e.process.PodSpec.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTP/2 and gRPC through two proxies, each of them ours or a real Envoy. */
@Tag("process")
final class Http2IT {
  private static final int GRPC_PORT = 9090;

  @AutoClose private static Shop shop;
  private static Service ours;
  private static Service envoys;
  private static Service nobody;

  @BeforeAll
  static void startShop() {
    shop = Shop.start(Http2IT.class);
    ours = greeter("greeter", Sidecar.Kind.MESHWRIGHT);
    envoys = greeter("envoy-greeter", Sidecar.Kind.ENVOY);
    nobody = shop.mesh().service("nobody", "grpc", GRPC_PORT);
    shop.mesh().awaitReady();
    for (Service service : List.of(ours, envoys, nobody)) {
      String cluster = "outbound|" + GRPC_PORT + "||" + service.host();
      for (Pod client : List.of(shop.ours(), shop.envoys())) {
        client
            .sidecar()
            .awaitConfig(
                cluster,
                dump ->
                    dump.endpoints().contains(cluster)
                        || cluster.contains("nobody") && dump.clusters().contains(cluster));
      }
    }
  }

  private static Service greeter(String name, Sidecar.Kind sidecar) {
    Service service = shop.mesh().service(name, "grpc", GRPC_PORT);
    Pod pod = shop.mesh().add(pod(name).sidecar(sidecar));
    pod.grpcEcho(GRPC_PORT);
    return service;
  }

  @ParameterizedTest
  @CsvSource({"MESHWRIGHT, greeter", "MESHWRIGHT, envoy-greeter", "ENVOY, greeter"})
  void allShapesOfStreamsPass(Sidecar.Kind kind, String service) {
    try (GrpcEcho.Client client =
        new GrpcEcho.Client(shop.client(kind), service.equals("greeter") ? ours : envoys)) {
      assertThat(client.say("hello")).isEqualTo("hello");
      assertThat(client.count(1000)).hasSize(1000).endsWith("1000");
      assertThat(client.join(List.of("a", "b", "c"))).isEqualTo("a b c");
      assertThat(client.talk(List.of("x", "y"))).containsExactly("x", "y", "(end)");
      String large = "x".repeat(3 << 20);
      assertThat(client.say(large)).isEqualTo(large);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void statusesAreThoseOfTheApplicationOrOfGrpc(Sidecar.Kind kind) {
    try (GrpcEcho.Client client = new GrpcEcho.Client(shop.client(kind), ours)) {
      Status told = client.status("fail DATA_LOSS");
      assertThat(told.getCode()).isEqualTo(Status.Code.DATA_LOSS);
      assertThat(told.getDescription()).isEqualTo("as told");
    }
    try (GrpcEcho.Client client = new GrpcEcho.Client(shop.client(kind), nobody)) {
      Status none = client.status("hello");
      assertThat(none.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(none.getDescription()).contains("no healthy upstream");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void http1IsCarriedInHttp2WhereTheRuleSaysSo(Sidecar.Kind kind) {
    shop.mesh()
        .apply(
            "upgrade",
            """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: reviews, namespace: shop}
            spec:
              host: reviews
              trafficPolicy: {connectionPool: {http: {h2UpgradePolicy: UPGRADE}}}
              subsets:
                - {name: v1, labels: {version: v1}}
                - {name: v2, labels: {version: v2}}
            """);
    shop.mesh().remove("reviews-versions");
    shop.route(
        "upgraded",
        """
        - name: upgraded
          match: [{uri: {prefix: /two}}]
          route: [{destination: {host: reviews, subset: v2}}]
        - route: [{destination: {host: reviews, subset: v1}}]
        """);
    String cluster = "outbound|" + Shop.PORT + "|v1|" + shop.reviews().host();
    Pod client = shop.client(kind);
    client
        .sidecar()
        .awaitConfig(
            "HTTP/2 to reviews",
            dump -> dump.cluster(cluster).toString().contains("http2_protocol_options"));

    assertThat(client.get(shop.reviews()).path("/one").send().version()).isEqualTo("v1");
    assertThat(client.get(shop.reviews()).path("/two").send().version()).isEqualTo("v2");
    assertThat(client.get(shop.reviews()).path("/status/404").send().status()).isEqualTo(404);
  }
}
