package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.TestCa;
import io.meshwright.proxy.testing.Upstream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** New secrets are for new handshakes; what is connected goes on with the old ones. */
final class SecretRotationTest {
  private static final String A = "spiffe://cluster.local/ns/ns/sa/a";
  private static final String B = "spiffe://cluster.local/ns/ns/sa/b";
  private static final String STRANGER = "spiffe://elsewhere/ns/ns/sa/a";
  private static final String TRUSTED = "spiffe://cluster.local/";

  private final TestCa ca = new TestCa();

  /** One hop that ends TLS in front of {@code upstream}, named {@code in}. */
  private ProxyUnderTest server(Upstream upstream) {
    return new ProxyUnderTest()
        .with("default", ca.identity(B))
        .with("ROOTCA", ca.roots())
        .with(Gen.cluster("app", upstream.address()))
        .with(
            Gen.listener(
                "in", TestCa.server("default", "ROOTCA", TRUSTED), Gen.http(Gen.route("app"))))
        .serve();
  }

  /** The hop before it, named {@code out}. */
  private ProxyUnderTest client(ProxyUnderTest server) {
    return new ProxyUnderTest()
        .with("default", ca.identity(A))
        .with("ROOTCA", ca.roots())
        .with(Gen.cluster("server", TestCa.client("default", "ROOTCA", B), server.address("in")))
        .with(Gen.listener("out", Gen.http(Gen.route("server"))))
        .serve();
  }

  @Test
  void aServersNewCertificateIsShownToNewConnectionsOnly() throws Exception {
    try (Upstream upstream = Upstream.echo("b");
        ProxyUnderTest server = server(upstream);
        ProxyUnderTest client = client(server);
        ProxyUnderTest other = client(server);
        RawClient pooled = client.connect("out");
        RawClient fresh = other.connect("out")) {
      assertThat(pooled.get("/").read().body()).isEqualTo("b");
      server.with("default", ca.identity(A)).serveAndWait();
      assertThat(pooled.get("/").read().body()).isEqualTo("b");
      RawClient.Response refused = fresh.get("/").read();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.body()).contains("no accepted name", A);
      assertThat(client.metric("envoy_cluster_upstream_cx_total", "\"server\"")).isEqualTo(1);
    }
  }

  @Test
  void aClientsNewCertificateIsShownOnNewConnectionsOnly() throws Exception {
    try (Upstream upstream = Upstream.echo("b");
        ProxyUnderTest server = server(upstream);
        ProxyUnderTest client = client(server);
        RawClient pooled = client.connect("out");
        RawClient second = client.connect("out")) {
      assertThat(pooled.get("/").read().body()).isEqualTo("b");
      client.with("default", ca.identity(STRANGER)).serveAndWait();
      // the pooled connection is busy with the first request's body, so the second one must dial
      pooled.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n");
      upstream.awaitRequests(2);
      assertThat(second.get("/").read().status()).isEqualTo(503);
      pooled.send("x");
      assertThat(pooled.read().body()).isEqualTo("bx");
    }
  }

  @Test
  void bothSidesMoveToANewRootWithoutAFailure() throws Exception {
    TestCa next = new TestCa();
    Secret.Roots both = ca.rootsWith(next);
    try (Upstream upstream = Upstream.echo("b");
        ProxyUnderTest server = server(upstream);
        ProxyUnderTest client = client(server)) {
      List<Runnable> steps =
          List.of(
              () -> server.with("ROOTCA", both).serveAndWait(),
              () -> client.with("ROOTCA", both).serveAndWait(),
              () -> server.with("default", next.identity(B)).serveAndWait(),
              () -> client.with("default", next.identity(A)).serveAndWait(),
              () -> server.with("ROOTCA", next.roots()).serveAndWait(),
              () -> client.with("ROOTCA", next.roots()).serveAndWait());
      List<RawClient> open = new ArrayList<>();
      for (Runnable step : steps) {
        open.add(client.connect("out"));
        step.run();
        for (RawClient each : open) {
          each.get("/");
        }
        for (RawClient each : open) {
          assertThat(each.read().body()).isEqualTo("b");
        }
      }
      for (RawClient each : open) {
        each.close();
      }
    }
  }
}
