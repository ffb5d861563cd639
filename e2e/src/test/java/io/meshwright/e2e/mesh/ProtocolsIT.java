package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meshwright.e2e.cluster.CommandResult;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each protocol that applications speak gets through two sidecars, and is encrypted between them.
 */
@MeshTest
final class ProtocolsIT {

  private static final int CALLS = 40;
  private static final String MUTUAL = "connection_security_policy=\"mutual_tls\"";
  private static final String AT_DESTINATION = "reporter=\"destination\"";

  private static TrafficSample sample;

  @BeforeAll
  static void deploySample(TestCluster cluster, TestNamespace namespace, Mesh mesh) {
    assertThat(mesh.runtimes()).isNotEmpty();
    sample = TrafficSample.deploy(cluster, namespace);
    // requests go to both once the endpoints of both are known
    Patience.await("both versions answer").until(() -> sample.load(CALLS).versions().size() == 2);
  }

  @AfterEach
  void removeRules() {
    sample.removeRules();
  }

  @ParameterizedTest
  @CsvSource({"SAY, 1", "COUNT, 3", "COLLECT, 1", "TALK, 3"})
  void callsOfOneGrpcConnectionAreSpreadOverPods(String shape, int repliesOfEach) {
    double before = mutualRequests("request_protocol=\"grpc\"");

    JsonNode calls = grpc("--shape", shape, "--calls", "" + CALLS, "--messages", "3");

    assertThat(calls.at("/statuses/OK").asInt()).as("%s", calls).isEqualTo(CALLS);
    assertThat(calls.get("replies").asInt()).isEqualTo(CALLS * repliesOfEach);
    assertThat(calls.get("versions")).hasSize(2);
    assertThat(mutualRequests("request_protocol=\"grpc\"")).isEqualTo(before + CALLS);
  }

  @Test
  void grpcConnectionPastTheMeshStaysWithOnePod(TestNamespace namespace) {
    String pod = sample.echo().echo("v1").getFirst().getStatus().getPodIP();

    JsonNode calls = sample.json("grpc", pod + ":9090", "--calls", "" + CALLS);

    assertThat(calls.at("/statuses/OK").asInt()).as("%s", calls).isEqualTo(CALLS);
    assertThat(calls.get("versions")).hasSize(1);
  }

  @Test
  void grpcStatusTrailersAndDeadlineAreTheApplications() {
    JsonNode told = grpc("--status", "9", "--header", "x-trailer: sent");
    JsonNode late = grpc("--delay", "60s", "--timeout", "1s");

    assertThat(told.at("/statuses/FAILED_PRECONDITION").asInt()).as("%s", told).isEqualTo(1);
    assertThat(told.get("message").asText()).isEqualTo("as asked");
    assertThat(told.get("podTrailer").asText()).startsWith("echo-v");
    assertThat(told.get("trailer").asText()).isEqualTo("sent");
    assertThat(late.at("/statuses/DEADLINE_EXCEEDED").asInt()).as("%s", late).isEqualTo(1);
  }

  @Test
  void requestsOfOneHttp2ConnectionAreSpreadOverPods() {
    JsonNode answers = sample.json("http2", "http://echo/", "--requests", "" + CALLS);

    assertThat(answers.at("/statuses/200").asInt()).as("%s", answers).isEqualTo(CALLS);
    assertThat(answers.get("versions")).hasSize(2);
    // the port is declared http
    assertThat(answers.get("protocol").asText()).isEqualTo("HTTP/1.1");
  }

  @Test
  void webSocketStaysOpenForAConversation() {
    double before = mutualRequests("response_code=\"101\"");

    JsonNode talk = sample.json("websocket", "ws://echo/ws", "one", "two", "three");

    assertThat(talk.get("answers")).as("%s", talk).hasSize(3);
    assertThat(talk.at("/answers/2").asText()).contains("\"text\":\"three\"");
    assertThat(talk.get("closed").asInt()).isEqualTo(1000);
    Patience.await("the request is counted")
        .until(() -> mutualRequests("response_code=\"101\"") == before + 1);
  }

  @Test
  void tcpServerMaySpeakFirst() {
    double before = mutualConnections();

    JsonNode talk = sample.json("talk", "echo:9001", "marker", "--greeted");

    assertThat(talk.get("greeting").asText()).as("%s", talk).matches("echo-v[12]-.* greets");
    assertThat(talk.get("answer").asText()).isEqualTo("marker");
    assertThat(sample.json("talk", "echo:9000", "other").get("answer").asText()).isEqualTo("other");
    assertThat(mutualConnections()).isEqualTo(before + 2);
  }

  @Test
  void protocolOfUndeclaredPortsIsFoundOut() {
    // only a proxy that understood HTTP adds the identifier
    CommandResult http = sample.echo().run("get", "http://undeclared:8080/headers");
    assertThat(http.output()).startsWith("200\n").contains("\"x-request-id\"");

    assertThat(sample.json("talk", "undeclared:9000", "marker").get("answer").asText())
        .isEqualTo("marker");
  }

  @Test
  void undeclaredServerThatSpeaksFirstWaitsForTheClient() {
    CommandResult silent =
        sample.echo().run("talk", "undeclared:9001", "marker", "--greeted", "--timeout", "2s");
    assertThat(silent.exitCode()).isEqualTo(1);
    assertThat(silent.errors()).contains("SocketTimeoutException");

    JsonNode talk = sample.json("talk", "undeclared:9001", "marker");
    assertThat(talk.get("answer").asText()).matches("echo-v[12]-.* greets");
  }

  @Test
  void applicationsOwnCertificateReachesTheClient() {
    JsonNode seen = sample.json("tls", "echo:443");

    assertThat(seen.get("sha256").asText()).as("%s", seen).isEqualTo(sample.certificate().sha256());
    assertThat(seen.get("status").asInt()).isEqualTo(200);
  }

  @Test
  void serverNameChoosesTheVersion(TestNamespace namespace) {
    String fullName = "echo." + namespace.name() + ".svc.cluster.local";
    sample.rule(
        """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata:
          name: echo
        spec:
          host: echo
          subsets:
          - name: v1
            labels: {version: v1}
          - name: v2
            labels: {version: v2}
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata:
          name: echo
        spec:
          hosts: [echo]
          tls:
          - match:
            - port: 443
              sniHosts: [echo]
            route:
            - destination: {host: echo, subset: v1, port: {number: 443}}
          - match:
            - port: 443
              sniHosts: [%s]
            route:
            - destination: {host: echo, subset: v2, port: {number: 443}}
        """
            .formatted(fullName));

    for (int i = 0; i < 3; i++) {
      Patience.await("the names choose")
          .until(() -> versionBehind("echo").equals("v1") && versionBehind(fullName).equals("v2"));
    }
  }

  private static String versionBehind(String serverName) {
    JsonNode seen = sample.json("tls", "echo:443", "--server-name", serverName);
    assertThat(seen.get("sha256").asText()).isEqualTo(sample.certificate().sha256());
    return seen.get("version").asText();
  }

  private static JsonNode grpc(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "grpc";
    all[1] = "echo:9090";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return sample.json(all);
  }

  private static double mutualRequests(String label) {
    return sample.echo().sum("istio_requests_total", AT_DESTINATION, MUTUAL, label);
  }

  private static double mutualConnections() {
    return sample.echo().sum("istio_tcp_connections_opened_total", AT_DESTINATION, MUTUAL);
  }
}
