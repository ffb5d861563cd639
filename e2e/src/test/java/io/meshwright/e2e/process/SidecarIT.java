package io.meshwright.e2e.process;

import static io.meshwright.e2e.process.PodSpec.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.e2e.cluster.Patience;
import java.net.InetAddress;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A Sidecar decides what a workload reaches and where it serves, whoever's proxy obeys it. */
@Tag("process")
@Tag("after-0.1.0")
final class SidecarIT {
  /** Where the applications serve that clients reach at {@link Shop#PORT}. */
  private static final int HIDDEN_PORT = 9081;

  /** Where proxies themselves listen. */
  private static final int OPENED_PORT = 9090;

  @AutoClose private static Shop shop;
  private static Service ratings;

  @BeforeAll
  static void startShop() {
    shop = Shop.start(SidecarIT.class);
    ratings = shop.mesh().service("ratings", "http", Shop.PORT);
    shop.mesh().add(pod("ratings").app("ratings", "v1")).http(Shop.PORT);
    shop.mesh().service("details", "http", OPENED_PORT);
    shop.mesh().add(pod("details").app("details", "v1")).http(OPENED_PORT);
    shop.mesh()
        .apply(
            "sidecars",
            """
            apiVersion: networking.istio.io/v1
            kind: Sidecar
            metadata: {name: default, namespace: shop}
            spec:
              egress:
              - port: {number: %d, protocol: HTTP, name: http}
                captureMode: NONE
                hosts: [./details.shop.svc.cluster.local]
              - {hosts: [./reviews.shop.svc.cluster.local, ./moved.shop.svc.cluster.local]}
              outboundTrafficPolicy: {mode: REGISTRY_ONLY}
            ---
            apiVersion: networking.istio.io/v1
            kind: Sidecar
            metadata: {name: moved, namespace: shop}
            spec:
              workloadSelector: {labels: {app: moved}}
              ingress:
              - port: {number: %d, protocol: HTTP, name: http}
                defaultEndpoint: 127.0.0.1:%d
            """
                .formatted(OPENED_PORT, Shop.PORT, HIDDEN_PORT));
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void onlyImportedHostsAreReached(Sidecar.Kind kind) {
    Pod client = shop.client(kind);
    Patience.await("ratings is out of sight")
        .until(() -> client.get(ratings).send().status() == 502);
    assertThat(client.get(shop.reviews()).send().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void whoDialsTheProxyItselfReachesWhatTheRequestNames(Sidecar.Kind kind) {
    HttpCall call = shop.client(kind).get(InetAddress.getLoopbackAddress(), OPENED_PORT, "details");
    call.awaitOk("the proxy listens");
    assertThat(call.send().pod()).isEqualTo("details");
    assertThat(call.host("reviews").send().status()).isEqualTo(502);
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void listedPortLeadsToWhereTheApplicationServes(Sidecar.Kind kind) {
    String name = "moved-" + kind.name().toLowerCase(java.util.Locale.ROOT);
    Service moved = shop.mesh().service("moved", "http", Shop.PORT);
    Pod server = shop.mesh().add(pod(name).app("moved", "v1").sidecar(kind));
    server.http(HIDDEN_PORT);
    server.sidecar().awaitReady();
    HttpCall call = shop.ours().get(moved);
    Patience.await("the application of " + name + " answers")
        .until(() -> call.send().pod().equals(name));
    shop.mesh().withdraw(server);
  }
}
