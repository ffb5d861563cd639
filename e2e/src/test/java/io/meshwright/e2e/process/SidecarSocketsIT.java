package io.meshwright.e2e.process;

import static io.meshwright.e2e.process.PodSpec.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.tls.Authority;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Where a Sidecar says how a workload's ports are served, and who takes what the mesh does not
 * know, whoever's proxy obeys it.
 */
@Tag("process")
@Tag("after-0.1.0")
final class SidecarSocketsIT {
  /** Where the application itself serves; its proxy leads there. */
  private static final int HIDDEN_PORT = 9081;

  /** Served by the proxy itself, on a port that is not captured. */
  private static final int OPENED_PORT = 9090;

  private static final int SECURE_PORT = 9443;
  private static final int UNKNOWN_PORT = 7070;
  private static final String HOST = "front.example.com";
  private static final Authority AUTHORITY = Authority.create();

  @AutoClose private static Shop shop;
  private static Pod outsider;

  @BeforeAll
  static void startShop() {
    shop = Shop.start(SidecarSocketsIT.class);
    shop.mesh().apply("secrets", AUTHORITY.secret("shop", "front", AUTHORITY.issue(HOST)));
    shop.mesh()
        .apply(
            "sidecars",
            """
            apiVersion: networking.istio.io/v1
            kind: Sidecar
            metadata: {name: default, namespace: shop}
            spec:
              egress: [{hosts: ["./*"]}]
              outboundTrafficPolicy:
                mode: ALLOW_ANY
                egressProxy: {host: reviews.shop.svc.cluster.local, subset: v1, port: {number: %d}}
            ---
            apiVersion: networking.istio.io/v1
            kind: Sidecar
            metadata: {name: front, namespace: shop}
            spec:
              workloadSelector: {labels: {app: front}}
              ingress:
              - port: {number: %d, protocol: HTTP, name: http}
                captureMode: NONE
                defaultEndpoint: 127.0.0.1:%d
              - port: {number: %d, protocol: HTTPS, name: https}
                defaultEndpoint: 127.0.0.1:%d
                tls: {mode: MUTUAL, credentialName: front}
            """
                .formatted(Shop.PORT, OPENED_PORT, HIDDEN_PORT, SECURE_PORT, HIDDEN_PORT));
    outsider = shop.mesh().outsider("browser");
    for (Sidecar.Kind kind : List.of(Sidecar.Kind.MESHWRIGHT, Sidecar.Kind.ENVOY)) {
      Pod front = shop.mesh().add(pod(name(kind)).app("front", "v1").sidecar(kind));
      // as excludeInboundPorts has it
      front
          .namespace()
          .shell("iptables -t nat -I ISTIO_INBOUND -p tcp --dport " + OPENED_PORT + " -j RETURN");
      front.http(HIDDEN_PORT);
    }
    shop.mesh().awaitReady();
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void proxyItselfServesThePortThatIsNotCaptured(Sidecar.Kind kind) {
    HttpCall call = outsider.get(front(kind).addresses().v4(), OPENED_PORT, "front");
    call.awaitOk("the proxy listens");
    assertThat(call.send().pod()).isEqualTo(name(kind));
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void proxyEndsTheTlsOfClientsFromOutside(Sidecar.Kind kind) throws Exception {
    X509Bundle client = AUTHORITY.issue("client");
    await("the proxy has its certificate")
        .atMost(Patience.LIMIT)
        .ignoreExceptions()
        .until(() -> get(kind, client).status() == 200);
    assertThat(get(kind, client).pod()).isEqualTo(name(kind));
    assertThatThrownBy(() -> get(kind, null))
        .as("of a client without a certificate")
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void unknownTrafficGoesToTheEgressProxy(Sidecar.Kind kind) {
    HttpCall call =
        shop.client(kind).get(outsider.addresses().v4(), UNKNOWN_PORT, "unknown.example.com");
    await("the service takes what the mesh does not know")
        .atMost(Patience.LIMIT)
        .ignoreExceptions()
        .until(() -> call.send().pod().equals("reviews-v1"));
    assertThat(call.send().seenHeaders()).containsEntry("host", "unknown.example.com");
    assertThat(shop.client(kind).get(shop.reviews()).send().status()).isEqualTo(200);
  }

  private static HttpAnswer get(Sidecar.Kind kind, @Nullable X509Bundle own) throws IOException {
    try (SSLSocket visitor =
        AUTHORITY.handshake(
            outsider.connect(front(kind).addresses().v4(), SECURE_PORT), HOST, own)) {
      HttpMessage request = new HttpMessage("GET / HTTP/1.1", Map.of("host", HOST), "");
      return new HttpAnswer(HttpConnection.over(visitor).exchange(request));
    }
  }

  private static String name(Sidecar.Kind kind) {
    return "front-" + kind.name().toLowerCase(Locale.ROOT);
  }

  private static Pod front(Sidecar.Kind kind) {
    return shop.mesh().pod(name(kind));
  }
}
