package io.meshwright.e2e.process;

import static io.meshwright.e2e.process.PodSpec.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.tls.Authority;
import io.meshwright.e2e.tls.ClientHello;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients outside of the mesh come in by a Gateway, whoever's proxy serves it. */
@Tag("process")
@Tag("after-0.1.0")
final class GatewayIT {
  private static final int HTTP = 8080;
  private static final int HTTPS = 8443;
  private static final int STORE = 6379;
  private static final int VAULT = 9443;
  private static final int MESH = 15443;

  @AutoClose private static Shop shop;
  private static final Authority AUTHORITY = Authority.create();
  private static final X509Bundle FORMER = AUTHORITY.issue("former");
  private static final String REVOKED = AUTHORITY.revoke(FORMER);
  private static Pod browser;

  @BeforeAll
  static void startShop() {
    shop = Shop.start(GatewayIT.class);
    ProcessMesh mesh = shop.mesh();
    mesh.service("store", "tcp", STORE);
    mesh.add(pod("store").label("security.istio.io/tlsMode", "istio")).tcpEcho(STORE);
    mesh.service("vault", "tls", VAULT);
    X509Bundle vault = AUTHORITY.issue("vault.example.com");
    mesh.add(pod("vault"))
        .accept(
            VAULT,
            connection -> {
              try (SSLSocket secure = AUTHORITY.accept(connection, vault)) {
                secure.getInputStream().transferTo(secure.getOutputStream());
              }
            });
    mesh.apply("secrets", secrets(AUTHORITY.issue("shop.example.com")));
    mesh.apply("gateway", Resource.text("gateway.yaml"));
    for (Sidecar.Kind kind : new Sidecar.Kind[] {Sidecar.Kind.MESHWRIGHT, Sidecar.Kind.ENVOY}) {
      mesh.add(pod(name(kind)).label("istio", "ingressgateway").router(kind));
    }
    browser = mesh.outsider("browser");
    mesh.awaitReady();
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void requestsAreRoutedByHostAndPath(Sidecar.Kind kind) {
    HttpCall call = browser.get(router(kind).addresses().v4(), HTTP, "shop.example.com");
    awaitStatus(200, call);

    assertThat(call.path("/v2").send().version()).isEqualTo("v2");
    assertThat(call.path("/").send().version()).isEqualTo("v1");
    assertThat(call.send().seenHeaders().get("x-forwarded-for"))
        .isEqualTo(browser.addresses().text4());
    assertThat(call.host("shop.example.com:8080").send().status()).isEqualTo(200);
    assertThat(call.host("other.example.com").send().status()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void plaintextIsSentToHttps(Sidecar.Kind kind) {
    HttpCall call =
        browser.get(router(kind).addresses().v4(), HTTP, "secure.example.com").path("/a?b=c");
    awaitStatus(301, call);

    assertThat(call.send().header("location")).isEqualTo("https://secure.example.com/a?b=c");
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void serverNameChoosesTheCertificate(Sidecar.Kind kind) throws IOException {
    awaitServing(kind);
    try (SSLSocket shopper = dial(kind, "shop.example.com", null);
        SSLSocket admirer = dial(kind, "secure.example.com", null)) {
      assertThat(subject(shopper)).isEqualTo("CN=shop.example.com");
      assertThat(subject(admirer)).isEqualTo("CN=secure.example.com");
      assertThat(get(shopper, "shop.example.com").version()).isEqualTo("v1");
      assertThat(get(admirer, "secure.example.com").version()).isEqualTo("v2");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void clientWithoutCertificateIsTurnedAwayWhereOneIsRequired(Sidecar.Kind kind)
      throws IOException {
    awaitServing(kind);
    try (SSLSocket known = dial(kind, "mutual.example.com", AUTHORITY.issue("client"))) {
      assertThat(get(known, "mutual.example.com").status()).isEqualTo(200);
    }
    assertThatThrownBy(
            () -> {
              try (SSLSocket stranger = dial(kind, "mutual.example.com", null)) {
                get(stranger, "mutual.example.com");
              }
            })
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void clientsAreShownTheKindOfKeyThatTheyCanCheck(Sidecar.Kind kind) throws IOException {
    awaitServing(kind);
    Map<String, String> schemes =
        Map.of("RSA", "rsa_pss_rsae_sha256", "EC", "ecdsa_secp256r1_sha256");
    for (Map.Entry<String, String> scheme : schemes.entrySet()) {
      try (Socket connection = browser.connect(router(kind).addresses().v4(), HTTPS);
          SSLSocket socket =
              Authority.handshakeWith(connection, "kinds.example.com", scheme.getValue())) {
        assertThat(subject(socket)).isEqualTo("CN=kinds.example.com");
        assertThat(leaf(socket).getPublicKey().getAlgorithm()).isEqualTo(scheme.getKey());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void clientWhoseCertificateIsRevokedIsTurnedAway(Sidecar.Kind kind) throws IOException {
    awaitServing(kind);
    try (SSLSocket known = dial(kind, "revoking.example.com", AUTHORITY.issue("client"))) {
      assertThat(get(known, "revoking.example.com").status()).isEqualTo(200);
    }
    assertThatThrownBy(
            () -> {
              try (SSLSocket known = dial(kind, "revoking.example.com", FORMER)) {
                get(known, "revoking.example.com");
              }
            })
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void newCertificateIsShownToNewConnectionsAndOpenOnesStay(Sidecar.Kind kind) throws IOException {
    awaitServing(kind);
    try (SSLSocket before = dial(kind, "shop.example.com", null)) {
      X509Bundle renewed = AUTHORITY.issue("shop.example.com");
      shop.mesh().apply("secrets", secrets(renewed));
      await("the new certificate is shown")
          .atMost(Patience.LIMIT)
          .ignoreExceptions()
          .until(
              () -> {
                try (SSLSocket after = dial(kind, "shop.example.com", null)) {
                  return leaf(after).equals(renewed.getCertificate());
                }
              });
      assertThat(get(before, "shop.example.com").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void tlsPassesThroughByServerName(Sidecar.Kind kind) throws IOException {
    awaitServing(kind);
    try (SSLSocket visitor = dial(kind, "vault.example.com", null)) {
      assertThat(subject(visitor)).isEqualTo("CN=vault.example.com");
      visitor.getOutputStream().write('x');
      assertThat(visitor.getInputStream().read()).isEqualTo('x');
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void mutualTlsOfTheMeshPassesThroughToTheServiceOfItsServerName(Sidecar.Kind kind)
      throws IOException {
    awaitServing(kind);
    String store = "outbound_.%d_._.store.shop.svc.cluster.local".formatted(STORE);
    String nobody = "outbound_.1_._.store.shop.svc.cluster.local";

    assertThat(echoed(kind, ClientHello.of(store, "istio"))).isTrue();
    assertThat(echoed(kind, ClientHello.of(store, "h2"))).isFalse();
    assertThat(echoed(kind, ClientHello.of(nobody, "istio"))).isFalse();
  }

  /** Whether what a client begins with reaches the store, which sends it back. */
  private static boolean echoed(Sidecar.Kind kind, byte[] hello) throws IOException {
    try (Socket client = browser.connect(router(kind).addresses().v4(), MESH)) {
      client.getOutputStream().write(hello);
      int greeting = client.getInputStream().readNBytes(TcpEchoApp.GREETING.length()).length;
      return greeting > 0 && Arrays.equals(client.getInputStream().readNBytes(hello.length), hello);
    } catch (SocketException _) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void opaqueConnectionsAreRelayed(Sidecar.Kind kind) throws IOException {
    awaitServing(kind);
    try (Socket visitor = browser.connect(router(kind).addresses().v4(), STORE)) {
      assertThat(TcpEchoApp.conversation(visitor, "hello")).contains("hello");
    }
  }

  private static String secrets(X509Bundle ofShop) {
    return String.join(
        "---\n",
        AUTHORITY.secret("shop", "shop", ofShop),
        AUTHORITY.secret("shop", "secure", AUTHORITY.issue("secure.example.com")),
        AUTHORITY.secret("shop", "mutual", AUTHORITY.issue("mutual.example.com")),
        AUTHORITY.secret("shop", "kinds-ecdsa", AUTHORITY.issue("kinds.example.com")),
        AUTHORITY.secret(
            "shop",
            "kinds-rsa",
            AUTHORITY.issue("kinds.example.com", CertificateBuilder.Algorithm.rsa2048)),
        AUTHORITY.secret("shop", "revoking", AUTHORITY.issue("revoking.example.com"), REVOKED));
  }

  private static String name(Sidecar.Kind kind) {
    return "ingress-" + kind.name().toLowerCase(Locale.ROOT);
  }

  private static Pod router(Sidecar.Kind kind) {
    return shop.mesh().pod(name(kind));
  }

  private static void awaitServing(Sidecar.Kind kind) {
    router(kind)
        .sidecar()
        .awaitConfig("the gateway", dump -> dump.listeners().contains("0.0.0.0_" + HTTPS));
  }

  private static void awaitStatus(int status, HttpCall call) {
    await(call.authority() + " is answered with " + status)
        .atMost(Patience.LIMIT)
        .ignoreExceptions()
        .until(() -> call.send().status() == status);
  }

  private static SSLSocket dial(Sidecar.Kind kind, String serverName, @Nullable X509Bundle own)
      throws IOException {
    return AUTHORITY.handshake(
        browser.connect(router(kind).addresses().v4(), HTTPS), serverName, own);
  }

  private static HttpAnswer get(SSLSocket socket, String host) throws IOException {
    HttpMessage request = new HttpMessage("GET / HTTP/1.1", Map.of("host", host), "");
    return new HttpAnswer(HttpConnection.over(socket).exchange(request));
  }

  private static String subject(SSLSocket socket) throws IOException {
    return leaf(socket).getSubjectX500Principal().getName();
  }

  private static X509Certificate leaf(SSLSocket socket) throws IOException {
    return (X509Certificate) socket.getSession().getPeerCertificates()[0];
  }
}
