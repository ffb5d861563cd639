package io.meshwright.proxy.xds.field;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.stream.JsonWriter;
import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.meshwright.proxy.testing.Resources;
import io.meshwright.xds.XdsType;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class WireJsonTest {

  private static String print(XdsType type, com.google.protobuf.MessageLite message)
      throws Exception {
    StringWriter text = new StringWriter();
    try (JsonWriter out = new JsonWriter(text)) {
      new WireJson(FieldTable.load()).writeAny(out, type.typeUrl(), message.toByteString());
    }
    return text.toString();
  }

  @Test
  void wellKnownTypesHaveTheirOwnForm() throws Exception {
    Cluster cluster =
        Resources.edsCluster("a")
            .setConnectTimeout(Duration.newBuilder().setSeconds(1).setNanos(500_000_000))
            .setMetadata(
                Metadata.newBuilder()
                    .putFilterMetadata(
                        "istio",
                        Struct.newBuilder()
                            .putFields("n", Value.newBuilder().setNumberValue(3).build())
                            .build()))
            .build();
    assertThat(print(XdsType.CLUSTER, cluster))
        .isEqualTo(
            "{\"@type\":\"type.googleapis.com/envoy.config.cluster.v3.Cluster\",\"name\":\"a\","
                + "\"type\":\"EDS\",\"eds_cluster_config\":{\"eds_config\":{\"ads\":{}}},"
                + "\"connect_timeout\":\"1.500s\","
                + "\"metadata\":{\"filter_metadata\":{\"istio\":{\"n\":3}}}}");
  }

  @Test
  void extensionsAreExpandedByTypeUrl() throws Exception {
    assertThat(
            print(
                XdsType.LISTENER,
                Resources.listener("it", Resources.manager("80").build()).build()))
        .contains(
            "\"typed_config\":{\"@type\":\"type.googleapis.com/" + Resources.HCM + "\"",
            "\"route_config_name\":\"80\"");
  }
}
