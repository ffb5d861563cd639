package io.meshwright.proxy.xds.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.stream.JsonWriter;
import com.google.protobuf.ByteString;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.XdsType;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

final class TreeEncoderTest {
  private static final FieldTable TABLE = FieldTable.load();
  private static final Map<String, String> FILES = Map.of("/body", "hello");

  private static ByteString encode(XdsType type, String yaml) throws ConfigException {
    TreeEncoder.Files files =
        name -> {
          if (!FILES.containsKey(name)) {
            throw new IOException("there is no " + name);
          }
          return ByteString.copyFromUtf8(FILES.get(name));
        };
    Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return new TreeEncoder(TABLE, "it", files).encode(type.messageName(), tree);
  }

  /** There and back again. */
  private static String roundTrip(XdsType type, String yaml) throws Exception {
    StringWriter text = new StringWriter();
    try (JsonWriter out = new JsonWriter(text)) {
      new WireJson(TABLE).writeAny(out, type.typeUrl(), encode(type, yaml));
    }
    return text.toString().replaceFirst("\"@type\":\"[^\"]*\",", "");
  }

  private static void assertRefused(XdsType type, String yaml, String... messages) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> encode(type, yaml))
        .satisfies(
            e ->
                assertThat(e.errors().stream().map(error -> error.message()))
                    .containsExactly(messages));
  }

  @Test
  void everyKindOfValueIsEncoded() throws Exception {
    assertThat(
            roundTrip(
                XdsType.CLUSTER,
                """
                name: a
                type: STATIC
                connectTimeout: 0.25s
                lb_policy: LEAST_REQUEST
                least_request_lb_config: {choice_count: 3}
                common_lb_config: {healthy_panic_threshold: {value: 12.5}}
                metadata: {filter_metadata: {istio: {n: 3, deep: {list: [a, 1.5, true, null]}}}}
                typed_extension_protocol_options:
                  envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                    "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                    explicit_http_config: {http_protocol_options: {}}
                """))
        .isEqualTo(
            "{\"name\":\"a\",\"type\":\"STATIC\",\"connect_timeout\":\"0.250s\","
                + "\"lb_policy\":\"LEAST_REQUEST\",\"metadata\":{\"filter_metadata\":{\"istio\":"
                + "{\"n\":3,\"deep\":{\"list\":[\"a\",1.5,true,null]}}}},"
                + "\"common_lb_config\":{\"healthy_panic_threshold\":{\"value\":12.5}},"
                + "\"typed_extension_protocol_options\":{"
                + "\"envoy.extensions.upstreams.http.v3.HttpProtocolOptions\":{\"@type\":"
                + "\"type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions\","
                + "\"explicit_http_config\":{\"http_protocol_options\":{}}}},"
                + "\"least_request_lb_config\":{\"choice_count\":3}}");
  }

  @Test
  void allThatIsWrongIsNamedByPath() {
    assertRefused(
        XdsType.CLUSTER,
        """
        name: 7
        connect_timeout: soon
        lb_policy: BEST
        wait_for_warm_on_init: true
        colour: red
        per_connection_buffer_limit_bytes: -1
        load_assignment: {endpoints: [{lb_endpoints: [{endpoint: {adress: {}}}]}]}
        transport_socket: {typed_config: {"@type": type.googleapis.com/no.such.Thing}}
        """,
        "it: name: found 7, expected a text",
        "it: connect_timeout: found soon, expected a duration such as 1.5s",
        "it: lb_policy: found BEST, expected one of ROUND_ROBIN, LEAST_REQUEST, RING_HASH, RANDOM,"
            + " MAGLEV, CLUSTER_PROVIDED, LOAD_BALANCING_POLICY_CONFIG",
        "it: wait_for_warm_on_init: found a value, expected no value: the field is not supported",
        "it: colour: found an unknown field, expected a field of envoy.config.cluster.v3.Cluster",
        "it: per_connection_buffer_limit_bytes: found -1, expected a whole number from 0 to"
            + " 4294967295",
        "it: load_assignment.endpoints[0].lb_endpoints[0].endpoint.adress: found an unknown field,"
            + " expected a field of envoy.config.endpoint.v3.Endpoint",
        "it: transport_socket.typed_config: found type.googleapis.com/no.such.Thing, expected the"
            + " type URL of a supported extension");
  }

  @Test
  void oneOfAChoiceMayBeSet() {
    assertRefused(
        XdsType.ROUTE,
        "virtual_hosts: [{routes: [{match: {prefix: /, path: /a}}]}]",
        "it: virtual_hosts[0].routes[0].match.path: found a value, expected no value beside another"
            + " of the same choice");
  }

  @Test
  void filesAreReadInPlace() throws Exception {
    String yaml =
        "virtual_hosts: [{routes: [{direct_response: {status: 200, body: {filename: FILE}}}]}]";
    assertThat(roundTrip(XdsType.ROUTE, yaml.replace("FILE", "/body")))
        .contains("\"body\":{\"inline_bytes\":\"aGVsbG8=\"}");
    assertRefused(
        XdsType.ROUTE,
        yaml.replace("FILE", "/none"),
        "it: virtual_hosts[0].routes[0].direct_response.body.filename: found /none, expected a"
            + " readable file (java.io.IOException: there is no /none)");
  }

  @Test
  void privateKeysAreNotPrinted() throws Exception {
    assertThat(
            roundTrip(XdsType.SECRET, "tls_certificate: {private_key: {inline_string: the key}}"))
        .isEqualTo(
            "{\"tls_certificate\":{\"private_key\":{\"inline_bytes\":\"W3JlZGFjdGVkXQ==\"}}}");
  }
}
