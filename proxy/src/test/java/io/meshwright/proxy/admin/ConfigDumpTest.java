package io.meshwright.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.meshwright.proxy.admin.server.Reply;
import io.meshwright.proxy.snapshot.NameTable;
import io.meshwright.proxy.snapshot.RuntimeSnapshot;
import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.proxy.snapshot.SnapshotPublisher;
import io.meshwright.proxy.testing.Resources;
import io.meshwright.proxy.testing.TestCa;
import io.meshwright.proxy.xds.ConfigurationView;
import io.meshwright.proxy.xds.Held;
import io.meshwright.proxy.xds.Rejected;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.proxy.xds.parse.ResourceParser;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.XdsType;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigDumpTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final String ADMIN = "type.googleapis.com/envoy.admin.v3.";

  private static ConfigDump dump;
  private static ConfigurationView view;

  @BeforeAll
  static void hold() throws Exception {
    FieldTable fields = FieldTable.load();
    ResourceParser parser = new ResourceParser(fields);
    TestCa ca = new TestCa();
    SnapshotPublisher snapshots = new SnapshotPublisher();
    Map<String, Secret> secrets =
        Map.of("default", ca.identity("spiffe://td/ns/a/sa/b"), "ROOTCA", ca.roots());
    snapshots.publish(
        new RuntimeSnapshot(1, Map.of(), Map.of(), Map.of(), secrets, NameTable.EMPTY));
    dump = new ConfigDump(fields, new ProxyInfo("id", "cluster", "1.2.3", START), snapshots);
    view =
        new ConfigurationView(
            Node.newBuilder()
                .setId("sidecar~1")
                .setCluster("a.b")
                .setUserAgentName("meshwright")
                .setMetadata(
                    Struct.newBuilder()
                        .putFields("NAME", Value.newBuilder().setStringValue("<a>").build()))
                .build()
                .toByteString(),
            Map.of(
                XdsType.CLUSTER,
                List.of(
                    held(parser, XdsType.CLUSTER, "one", Resources.edsCluster("one").build()),
                    held(parser, XdsType.CLUSTER, "two", Resources.edsCluster("two").build())),
                XdsType.ENDPOINT,
                List.of(
                    held(
                        parser,
                        XdsType.ENDPOINT,
                        "one",
                        Resources.endpoints("one", "10.1.1.1", 80).build())),
                XdsType.SECRET,
                List.of(held(parser, XdsType.SECRET, "ROOTCA", Resources.certificate("ROOTCA")))),
            Map.of(
                XdsType.SECRET,
                List.of(
                    new Rejected(
                        "kubernetes://tls",
                        "9",
                        START,
                        List.of(new ConfigError("Secret tls", "", "x", "y"))))),
            Map.of("default", START.plusSeconds(1)),
            Set.of(),
            Set.of());
  }

  private static Held held(ResourceParser parser, XdsType type, String name, MessageLite message)
      throws ConfigException {
    ByteString bytes = message.toByteString();
    return new Held(name, "7", START, bytes, parser.parse(type, name, bytes));
  }

  @Test
  void bootstrapShowsTheNodeAsTheControlPlaneGotIt() {
    assertThat(compact("mask=bootstrap"))
        .isEqualTo(
            """
            {"configs":[{"@type":"%sBootstrapConfigDump","bootstrap":{"node":{"id":"sidecar~1",\
            "cluster":"a.b","metadata":{"NAME":"<a>"},"user_agent_name":"meshwright"}}}]}"""
                .formatted(ADMIN));
    assertThat(compact("mask=bootstrap.node.id,last_updated"))
        .isEqualTo(
            """
            {"configs":[{"@type":"%sBootstrapConfigDump","bootstrap":{"node":{"id":"sidecar~1"}},\
            "last_updated":"2026-01-02T03:04:05Z"}]}"""
                .formatted(ADMIN));
  }

  @Test
  void secretsHaveVersionsAndTimesAndWhatNeverWorkedIsWarming() {
    assertThat(compact("mask=dynamic_active_secrets,dynamic_warming_secrets"))
        .contains(
            "{\"name\":\"ROOTCA\",\"version_info\":\"7\",\"last_updated\":\"2026-01-02T03:04:05Z\"",
            """
            {"name":"default","version_info":"2026-01-02T03:04:06Z",\
            "last_updated":"2026-01-02T03:04:06Z","secret":""",
            """
            "dynamic_warming_secrets":[{"name":"kubernetes://tls","secret":{\
            "@type":"%s","name":"kubernetes://tls"},"error_state":"""
                .formatted(XdsType.SECRET.typeUrl()),
            "\"private_key\":{\"inline_bytes\":\"W3JlZGFjdGVkXQ==\"}");
  }

  @Test
  void maskChoosesSections() {
    assertThat(types("mask=dynamic_active_clusters,static_clusters"))
        .containsExactly(ADMIN + "ClustersConfigDump");
    assertThat(types("mask=version_info"))
        .containsExactly(ADMIN + "ClustersConfigDump", ADMIN + "ListenersConfigDump");
    assertThat(compact("mask=static_clusters")).doesNotContain("dynamic_active_clusters");
    assertThat(types("")).hasSize(5);
    assertThat(types("include_eds")).hasSize(6);
    assertThat(types("mask=&resource=")).hasSize(5);
  }

  @Test
  void resourceGivesTheElementsOfAList() {
    assertThat(types("resource=dynamic_active_clusters"))
        .containsExactly(
            ADMIN + "ClustersConfigDump.DynamicCluster",
            ADMIN + "ClustersConfigDump.DynamicCluster");
    assertThat(types("resource=static_clusters")).isEmpty();
    assertThat(types("resource=dynamic_endpoint_configs&include_eds"))
        .containsExactly(ADMIN + "EndpointsConfigDump.DynamicEndpointConfig");
  }

  @Test
  void maskOfAResourceReachesIntoIt() {
    assertThat(compact("resource=dynamic_active_clusters&mask=cluster.name,version_info"))
        .isEqualTo(
            """
            {"configs":[%1$s"version_info":"7",%2$s"name":"one"}},%1$s"version_info":"7",%2$s\
            "name":"two"}}]}"""
                .formatted(
                    "{\"@type\":\"" + ADMIN + "ClustersConfigDump.DynamicCluster\",",
                    "\"cluster\":{\"@type\":\"" + XdsType.CLUSTER.typeUrl() + "\","));
  }

  @Test
  void namesAreMatchedAsAWhole() {
    assertThat(compact("resource=dynamic_active_clusters&name_regex=tw.*&mask=cluster.name"))
        .contains("two")
        .doesNotContain("one");
    assertThat(types("resource=dynamic_active_clusters&name_regex=tw")).isEmpty();
    assertThat(compact("mask=dynamic_active_clusters&name_regex=one")).doesNotContain("two");
  }

  @ParameterizedTest
  @CsvSource({
    "resource=nothing, 404, nothing not found in config dump",
    "resource=dynamic_endpoint_configs, 404, dynamic_endpoint_configs not found in config dump",
    "resource=bootstrap, 400, bootstrap is not a repeated field. Use ?mask=bootstrap",
    "resource=dynamic_active_clusters&mask=cluster.nothing, 400, mask: no field cluster.nothing",
    "resource=dynamic_active_clusters&mask=cluster.load_assignment.endpoints.priority, 400, "
        + "mask: no field cluster.load_assignment.endpoints.priority",
    "mask=nothing, 400, mask: [[nothing]] fits no section",
    "mask=static_clusters.cluster, 400, 'mask: [[static_clusters, cluster]] fits no section'",
    "name_regex=%28, 400, name_regex: ",
  })
  void whatThereIsNotIsRefusedAsInEnvoy(String query, int status, String why) {
    Reply reply = answer(query);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.body()).startsWith(why);
  }

  private static List<String> types(String query) {
    return JsonParser.parseString(answer(query).body())
        .getAsJsonObject()
        .getAsJsonArray("configs")
        .asList()
        .stream()
        .map(section -> section.getAsJsonObject().get("@type").getAsString())
        .toList();
  }

  private static String compact(String query) {
    return JsonParser.parseString(answer(query).body()).toString();
  }

  private static Reply answer(String query) {
    return dump.answer(view, new QueryStringDecoder(query, false));
  }
}
