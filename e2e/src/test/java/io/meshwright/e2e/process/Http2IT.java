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
@Tag("after-0.1.0")
final class Http2IT {
  private static final int GRPC_PORT = 9090;

  @AutoClose private static Shop shop;
  private static Service ours;
  private static Service envoys;
  private static Service nobody;
  private static Service web;
  private static Service envoyWeb;

  @BeforeAll
  static void startShop() {
    shop = Shop.start(Http2IT.class);
    ours = greeter("greeter", Sidecar.Kind.MESHWRIGHT);
    envoys = greeter("envoy-greeter", Sidecar.Kind.ENVOY);
    web = web("web", Sidecar.Kind.MESHWRIGHT);
    envoyWeb = web("envoy-web", Sidecar.Kind.ENVOY);
    nobody = shop.mesh().service("nobody", "grpc", GRPC_PORT);
    shop.mesh().awaitReady();
    for (Pod client : List.of(shop.ours(), shop.envoys())) {
      String unknown = cluster(nobody);
      client.sidecar().awaitConfig(unknown, dump -> dump.clusters().contains(unknown));
      for (Service service : List.of(ours, envoys)) {
        String known = cluster(service);
        client.sidecar().awaitConfig(known, dump -> dump.endpoints().contains(known));
      }
    }
  }

  private static String cluster(Service service) {
    return "outbound|" + GRPC_PORT + "||" + service.host();
  }

  private static Service web(String name, Sidecar.Kind sidecar) {
    Service service = shop.mesh().service(name, "http", Shop.PORT);
    Pod pod = shop.mesh().add(pod(name).app(name, "v1").sidecar(sidecar));
    pod.http(Shop.PORT);
    return service;
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
  @CsvSource({"MESHWRIGHT, web", "MESHWRIGHT, envoy-web", "ENVOY, web"})
  void http1IsCarriedInHttp2WhereTheRuleSaysSo(Sidecar.Kind kind, String name) {
    Service service = name.equals("web") ? web : envoyWeb;
    Pod client = shop.client(kind);
    String cluster = "outbound|" + Shop.PORT + "||" + service.host();
    client.sidecar().awaitConfig(cluster, dump -> dump.endpoints().contains(cluster));
    // a cluster that is in use changes
    shop.mesh()
        .apply(
            name,
            """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: %1$s, namespace: shop}
            spec:
              host: %1$s
              trafficPolicy: {connectionPool: {http: {h2UpgradePolicy: UPGRADE}}}
            """
                .formatted(name));
    client
        .sidecar()
        .awaitConfig(
            "HTTP/2 to " + name,
            dump -> dump.cluster(cluster).toString().contains("http2_protocol_options"));

    HttpAnswer answer = client.get(service).path("/one").header("x-a", "b").send();
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.version()).isEqualTo("v1");
    assertThat(answer.seenHeaders()).containsEntry("x-a", "b");
    assertThat(client.get(service).path("/status/404").send().status()).isEqualTo(404);
  }
}
