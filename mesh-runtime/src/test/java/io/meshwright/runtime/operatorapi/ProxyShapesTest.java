package io.meshwright.runtime.operatorapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.runtime.xds.ConnectedProxy;
import io.meshwright.runtime.xds.NodeParser;
import io.meshwright.runtime.xds.ProxyBuild;
import io.meshwright.runtime.xds.RecordedNode;
import io.meshwright.xds.proto.operator.v1.ListShapesRequest;
import io.meshwright.xds.proto.operator.v1.ListShapesResponse;
import io.meshwright.xds.proto.operator.v1.ProxyShape;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which proxies stand for all others, and how they are handed on. */
final class ProxyShapesTest {

  private static final String NODE =
      """
      {"id": "%s~10.0.0.%d~%s.%s~%s.svc.cluster.local",
       "metadata": {"LABELS": {%s}, "ISTIO_VERSION": "1.30.0", "ISTIO_REVISION": "a",
                    "INSTANCE_IPS": "10.0.0.%d,fd00::%d", "DNS_CAPTURE": "true", "PROXY_CONFIG": %s},
       "locality": {"region": "r", "zone": "z", "subZone": "s"},
       "extensions": [{"typeUrls": ["type.googleapis.com/envoy.a", "type.googleapis.com/envoy.b"]}]}
      """;

  private static ProxyIdentity proxy(String type, String namespace, int number, String labels) {
    return proxy(
        NODE.formatted(
            type, number, "p" + number, namespace, namespace, labels, number, number, "{}"));
  }

  private static ProxyIdentity proxy(String json) {
    try {
      Node.Builder node = Node.newBuilder();
      JsonFormat.parser().merge(json, node);
      return NodeParser.parse(node.build(), MeshYaml.SETTINGS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static ConnectedProxy.View session(ProxyIdentity proxy) {
    return new ConnectedProxy.View(
        proxy,
        new ProxyBuild("1", "a"),
        true,
        Instant.EPOCH,
        Optional.empty(),
        Map.of(),
        Map.of(),
        Optional.empty());
  }

  private static ListShapesResponse shapes(int most, ProxyIdentity... proxies) {
    return ProxyShapes.of(
        List.of(proxies).stream().map(ProxyShapesTest::session).toList(),
        ListShapesRequest.newBuilder().setMaxShapes(most).build());
  }

  @Test
  void replicasOfOneWorkloadAreOneShape() {
    ListShapesResponse shapes =
        shapes(
            0,
            proxy("sidecar", "shop", 2, "\"app\": \"cart\", \"pod-template-hash\": \"x\""),
            proxy("sidecar", "shop", 1, "\"app\": \"cart\", \"pod-template-hash\": \"y\""),
            proxy("sidecar", "shop", 3, "\"app\": \"other\""),
            proxy("router", "shop", 4, "\"app\": \"other\""));

    assertThat(shapes.getShapesList())
        .extracting(ProxyShape::getNamespace, ProxyShape::getProxies)
        .containsExactly(tuple("shop", 2L), tuple("shop", 1L), tuple("shop", 1L));
    assertThat(shapes.getShapes(0).getNode()).contains("~p1.shop~");
  }

  @Test
  void replicasOfTheControlPlaneCallAShapeAlike() {
    String one =
        shapes(0, proxy("sidecar", "shop", 1, "\"a\": \"1\", \"b\": \"2\"")).getShapes(0).getKey();
    String other =
        shapes(0, proxy("sidecar", "shop", 9, "\"b\": \"2\", \"a\": \"1\"")).getShapes(0).getKey();

    assertThat(one).isEqualTo(other);
  }

  @Test
  void eachNamespaceIsThereBeforeAnyIsTwice() {
    ListShapesResponse shapes =
        shapes(
            2,
            proxy("sidecar", "bank", 1, "\"app\": \"a\""),
            proxy("sidecar", "bank", 2, "\"app\": \"b\""),
            proxy("sidecar", "shop", 3, "\"app\": \"c\""));

    assertThat(shapes.getShapesList())
        .extracting(ProxyShape::getNamespace)
        .containsExactly("bank", "shop");
    assertThat(shapes.getTotalShapes()).isEqualTo(3);
  }

  @Test
  void aNegativeSizeIsRefusedByName() {
    assertThatThrownBy(() -> shapes(-1)).hasMessage("max_shapes: found -1, expected 0 or more");
  }

  @Test
  void anIdentityIsReadAsItWasWritten() throws Exception {
    ProxyIdentity proxy = proxy("sidecar", "shop", 1, "\"app\": \"cart\"");
    ProxyIdentity plaintext =
        proxy(
            NODE.formatted(
                "router",
                1,
                "p",
                "shop",
                "shop",
                "",
                1,
                1,
                "{\"controlPlaneAuthPolicy\": \"NONE\"}"));
    MeshSettings settings = inRevision("a");

    assertThat(RecordedNode.read(RecordedNode.write(proxy), settings)).isEqualTo(proxy);
    assertThat(plaintext.mutualTls()).isFalse();
    assertThat(RecordedNode.read(RecordedNode.write(plaintext), settings)).isEqualTo(plaintext);
  }

  @Test
  void aProxyIsReadAsIfTheRevisionHadInjectedIt() throws Exception {
    String recorded = RecordedNode.write(proxy("sidecar", "shop", 1, ""));

    assertThat(RecordedNode.read(recorded, inRevision("b")).software().metadata())
        .containsEntry("ISTIO_REVISION", "b");
  }

  private static MeshSettings inRevision(String revision) {
    MeshSettings settings = MeshYaml.SETTINGS;
    return new MeshSettings(
        revision,
        settings.cluster(),
        settings.network(),
        settings.trustDomain(),
        settings.rootNamespace(),
        settings.dnsDomain(),
        settings.meshConfig());
  }
}
