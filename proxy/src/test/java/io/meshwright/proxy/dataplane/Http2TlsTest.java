package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.ClusterTarget;
import io.meshwright.proxy.snapshot.HttpConnectionManager;
import io.meshwright.proxy.snapshot.HttpFilter;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.proxy.snapshot.HttpFilterConfig.UpstreamProtocol;
import io.meshwright.proxy.testing.ChangedCluster;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.Http2Peer;
import io.meshwright.proxy.testing.Http2Upstream;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.TestCa;
import io.meshwright.proxy.testing.Upstream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** ALPN says which HTTP is spoken over TLS. */
final class Http2TlsTest {
  private static final String LISTENER = "http";

  @Test
  void alpnDecidesWhereTheClusterLeavesIt() throws Exception {
    TestCa ca = new TestCa();
    String name = "spiffe://cluster.local/ns/ns/sa/b";
    try (Upstream upstream = Upstream.echo("b");
        ProxyUnderTest server =
            new ProxyUnderTest()
                .with("default", ca.identity(name))
                .with("ROOTCA", ca.roots())
                .with(Gen.cluster("up", upstream.address()))
                .with(
                    Gen.listener(
                        LISTENER,
                        TestCa.server(List.of("h2", "http/1.1"), "default", "ROOTCA", "spiffe://"),
                        Gen.http(Gen.route("up"))))
                .serve();
        ProxyUnderTest client =
            new ProxyUnderTest()
                .with("default", ca.identity("spiffe://cluster.local/ns/ns/sa/a"))
                .with("ROOTCA", ca.roots())
                .with(
                    ChangedCluster.speaking(
                        Gen.cluster(
                            "auto",
                            TestCa.client(List.of(), "default", "ROOTCA", name),
                            server.address(LISTENER)),
                        Gen.BY_ALPN))
                .with(
                    ChangedCluster.speaking(
                        Gen.cluster(
                            "old",
                            TestCa.client(List.of("http/1.1"), "default", "ROOTCA", name),
                            server.address(LISTENER)),
                        Gen.BY_ALPN))
                .with(
                    Gen.listener(
                        LISTENER,
                        Gen.http(
                            Gen.route("/auto", new ClusterTarget.Single("auto"), null),
                            Gen.route("/old", new ClusterTarget.Single("old"), null))))
                .serve();
        RawClient one = client.connect(LISTENER);
        RawClient two = client.connect(LISTENER)) {
      // twice at once: one connection of HTTP/2, two of HTTP/1.1
      one.get("/auto");
      two.get("/auto");
      assertThat(one.read().body()).isEqualTo("b");
      assertThat(two.read().body()).isEqualTo("b");
      assertThat(client.metric("envoy_cluster_upstream_cx_total", "\"auto\"")).isEqualTo(1);
      one.get("/old");
      two.get("/old");
      assertThat(one.read().body()).isEqualTo("b");
      assertThat(two.read().body()).isEqualTo("b");
      assertThat(client.metric("envoy_cluster_upstream_cx_total", "\"old\"")).isEqualTo(2);
    }
  }

  @Test
  void theMeshsAlpnTellsTheServersProxyTheVersionOfEachRequest() throws Exception {
    TestCa ca = new TestCa();
    String name = "spiffe://cluster.local/ns/ns/sa/b";
    try (Http2Upstream upstream = Http2Upstream.echo();
        Upstream old = Upstream.echo("b");
        ProxyUnderTest server =
            new ProxyUnderTest()
                .with("default", ca.identity(name))
                .with("ROOTCA", ca.roots())
                .with(ChangedCluster.speaking(Gen.cluster("h2", upstream.address()), Gen.AS_CLIENT))
                .with(ChangedCluster.speaking(Gen.cluster("h1", old.address()), Gen.AS_CLIENT))
                .with(
                    Gen.listener(
                        LISTENER,
                        TestCa.server(List.of("h2", "http/1.1"), "default", "ROOTCA", "spiffe://"),
                        Gen.http(
                            Gen.route("/h2", new ClusterTarget.Single("h2"), null),
                            Gen.route("/h1", new ClusterTarget.Single("h1"), null))))
                .serve();
        ProxyUnderTest client =
            new ProxyUnderTest()
                .with("default", ca.identity("spiffe://cluster.local/ns/ns/sa/a"))
                .with("ROOTCA", ca.roots())
                .with(
                    ChangedCluster.speaking(
                        Gen.cluster(
                            "up",
                            TestCa.client(
                                List.of("istio-peer-exchange", "istio", "h2"),
                                "default",
                                "ROOTCA",
                                name),
                            server.address(LISTENER)),
                        Gen.AS_CLIENT))
                .with(Gen.listener(LISTENER, meshAlpn(Gen.http(Gen.route("up")))))
                .serve();
        Http2Peer two = Http2Peer.connect(client.address(LISTENER));
        RawClient one = client.connect(LISTENER)) {
      assertThat(two.get("/h2").all().data()).isEqualTo("GET /h2 test ");
      assertThat(one.get("/h1").read().body()).isEqualTo("b");
      assertThat(two.get("/h2").all().data()).isEqualTo("GET /h2 test ");
      assertThat(client.metric("envoy_cluster_upstream_cx_total", "\"up\"")).isEqualTo(2);
    }
  }

  private static HttpConnectionManager meshAlpn(HttpConnectionManager manager) {
    return Gen.withFilters(
        manager,
        List.of(
            HttpFilter.of(
                "istio.alpn",
                new HttpFilterConfig.Alpn(
                    Map.of(
                        UpstreamProtocol.HTTP11,
                        List.of("istio-http/1.1", "istio", "http/1.1"),
                        UpstreamProtocol.HTTP2,
                        List.of("istio-h2", "istio", "h2")))),
            HttpFilter.of("envoy.filters.http.router", new HttpFilterConfig.Router(false))));
  }
}
