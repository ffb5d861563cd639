package io.meshwright.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.google.protobuf.BoolValue;
import io.meshwright.proxy.config.ProxyConfig;
import io.meshwright.proxy.config.ProxyConfig.Ports;
import io.meshwright.proxy.testing.Configs;
import io.meshwright.proxy.testing.FakeControlPlane;
import io.meshwright.proxy.testing.NoDataPlane;
import io.meshwright.proxy.testing.Resources;
import io.meshwright.xds.XdsType;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProxyAssemblyTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private final NoDataPlane dataPlane = new NoDataPlane();
  @TempDir private Path state;
  private final AtomicInteger quits = new AtomicInteger();
  private FakeControlPlane controlPlane;
  private Ports ports;
  private ProxyAssembly proxy;

  @BeforeEach
  void start() throws Exception {
    Files.createFile(state.resolve("ready"));
    Files.createFile(state.resolve("drain"));
    controlPlane = new FakeControlPlane();
    ports = new Ports(freePort(), freePort(), freePort(), freePort());
    ProxyConfig base = Configs.plaintext(controlPlane.port());
    ProxyConfig config =
        new ProxyConfig(
            base.node(),
            base.discovery(),
            base.certificateAuthority(),
            base.authentication(),
            base.identitySocket(),
            1,
            new ProxyConfig.Draining(Duration.ZERO, Duration.ZERO),
            state,
            ports,
            base.application(),
            base.logging(),
            null);
    proxy =
        ProxyAssembly.start(
            config,
            (_, _, _) -> dataPlane,
            InstantSource.system(),
            new Random(1),
            quits::incrementAndGet);
  }

  @AfterEach
  void stop() {
    proxy.close();
    controlPlane.close();
    http.close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path) throws Exception {
    return post(ports.admin(), path);
  }

  private HttpResponse<String> post(int port, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .POST(BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  private int readiness() throws Exception {
    return get(ports.readiness(), "/healthz/ready").statusCode();
  }

  private void sendMesh() {
    controlPlane.send(XdsType.CLUSTER, "1", "a", Resources.edsCluster("a").build());
    controlPlane.send(XdsType.ENDPOINT, "1", "a", Resources.endpoints("a", "10.1.1.1", 80).build());
    controlPlane.send(
        XdsType.LISTENER,
        "1",
        "outbound",
        Resources.listener("outbound", Resources.manager("80").build()).build());
    controlPlane.send(XdsType.ROUTE, "1", "80", Resources.routes("80", "a").build());
  }

  @Test
  void readyOnceConfigurationArrivedAndNoLongerWhenFailedByHand() throws Exception {
    assertThat(readiness()).isEqualTo(503);
    sendMesh();
    Awaitility.await().until(() -> readiness() == 200);
    assertThat(post("/healthcheck/fail").statusCode()).isEqualTo(200);
    assertThat(readiness()).isEqualTo(503);
    post("/healthcheck/ok");
    assertThat(readiness()).isEqualTo(200);
  }

  @Test
  void readyWithoutListenersWhereTheControlPlaneHasNone() throws Exception {
    controlPlane.send(XdsType.CLUSTER, "1", "a", Resources.edsCluster("a").build());
    controlPlane.send(XdsType.ENDPOINT, "1", "a", Resources.endpoints("a", "10.1.1.1", 80).build());
    assertThat(readiness()).isEqualTo(503);
    controlPlane.send(XdsType.LISTENER, "1");
    Awaitility.await().until(() -> readiness() == 200);
  }

  @Test
  void dumpShowsResourcesAndWhatWasRefused() throws Exception {
    sendMesh();
    controlPlane.answerTo(
        controlPlane.send(
            XdsType.CLUSTER,
            "2",
            "a",
            Resources.edsCluster("a").setWaitForWarmOnInit(BoolValue.of(true)).build()));
    Awaitility.await()
        .until(() -> get(ports.admin(), "/config_dump").body().contains("error_state"));
    String dump = get(ports.admin(), "/config_dump?include_eds").body();
    assertThat(JsonParser.parseString(dump).getAsJsonObject().getAsJsonArray("configs")).hasSize(6);
    assertThat(dump)
        .contains(
            "\"address\": \"10.1.1.1\"",
            "\"version_info\": \"1\"",
            "Cluster a: wait_for_warm_on_init: found a value");
  }

  @Test
  void clustersAndListenersAreListedAsEnvoyDoes() throws Exception {
    sendMesh();
    Awaitility.await().until(() -> readiness() == 200);
    assertThat(get(ports.admin(), "/clusters").body())
        .contains("a::10.1.1.1:80::health_flags::healthy");
    assertThat(get(ports.admin(), "/listeners").body()).isEqualTo("outbound::127.0.0.1:15001\n");
    assertThat(get(ports.admin(), "/server_info").body()).contains("\"state\": \"LIVE\"");
    assertThat(compact("/clusters?format=json"))
        .contains("\"name\":\"a\"", "\"address\":\"10.1.1.1\",\"port_value\":80");
    assertThat(compact("/listeners?format=json"))
        .contains(
            "\"name\":\"outbound\",\"local_address\":{\"socket_address\":"
                + "{\"address\":\"127.0.0.1\",\"port_value\":15001}}");
    assertThat(compact("/certs")).isEqualTo("{\"certificates\":[]}");
  }

  private String compact(String path) throws Exception {
    return JsonParser.parseString(get(ports.admin(), path).body()).toString();
  }

  @Test
  void statsAreFilteredByName() throws Exception {
    assertThat(get(ports.admin(), "/stats").body()).isEqualTo("up: 1\n");
    assertThat(get(ports.admin(), "/stats?filter=%5Edown").body()).isEmpty();
    assertThat(get(ports.admin(), "/stats?filter=%28").statusCode()).isEqualTo(400);
    assertThat(get(ports.admin(), "/stats?format=prometheus").body()).isEqualTo("up 1\n");
  }

  @Test
  void metricsAreServedOnTheirPorts() throws Exception {
    assertThat(get(ports.metrics(), "/stats/prometheus").body()).isEqualTo("up 1\n");
    assertThat(get(ports.status(), "/stats/prometheus").body())
        .startsWith("up 1\n")
        .contains("istio_agent_scrapes_total 1\n");
  }

  @Test
  void levelsOfTheLogAreAskedForByPostOnly() throws Exception {
    assertThat(get(ports.admin(), "/logging").statusCode()).isEqualTo(405);
    assertThat(post("/logging").body()).startsWith("active loggers:\n  admin: ");
  }

  @Test
  void quitIsAskedForByPostOnly() throws Exception {
    assertThat(get(ports.admin(), "/quitquitquit").statusCode()).isEqualTo(405);
    assertThat(quits).hasValue(0);
    post("/quitquitquit");
    assertThat(quits).hasValue(1);
    assertThat(get(ports.status(), "/quitquitquit").statusCode()).isEqualTo(405);
    post(ports.status(), "/quitquitquit");
    assertThat(quits).hasValue(2);
  }

  @Test
  void theReadyFileAppearsWithReadinessAndOldFilesGo() throws Exception {
    assertThat(state).isEmptyDirectory();
    sendMesh();
    Awaitility.await().until(() -> Files.exists(state.resolve("ready")));
    assertThat(readiness()).isEqualTo(200);
    assertThat(dataPlane.drainBegun()).isFalse();
  }

  @Test
  void theDrainFileAsksClientsToLeaveWithoutEnding() throws Exception {
    sendMesh();
    Awaitility.await().until(() -> readiness() == 200);
    Files.createFile(state.resolve("drain"));
    Awaitility.await().until(dataPlane::drainBegun);
    assertThat(readiness()).isEqualTo(503);
    assertThat(dataPlane.drained()).isFalse();
  }

  @Test
  void closingDrainsFirst() {
    proxy.close();
    assertThat(dataPlane.drained()).isTrue();
  }
}
