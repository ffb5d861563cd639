package io.meshwright.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Service;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The cluster carries what the mesh's tests build on: pods, Services, both families, zones. */
@ClusterTest
final class SamplesTalkIT {

  private static Pod server;
  private static Pod client;

  @BeforeAll
  static void startOnePodInEachZone(TestCluster cluster, TestNamespace namespace) {
    List<String> zones = cluster.zones();
    if (cluster.isForeign()) {
      assumeThat(zones).as("zones of the cluster").hasSizeGreaterThanOrEqualTo(2);
    } else {
      assertThat(zones).containsExactly("zone-a", "zone-b");
    }
    String image = cluster.image("samples");
    namespace.apply(SamplePods.pod("server", zones.get(0), image));
    namespace.apply(SamplePods.pod("client", zones.get(1), image));
    namespace.apply(SamplePods.service("server", "ClusterIP"));
    server = namespace.awaitPods("server", 1).getFirst();
    client = namespace.awaitPods("client", 1).getFirst();
  }

  @Test
  void podsRunOnDifferentNodes() {
    assertThat(server.getSpec().getNodeName()).isNotEqualTo(client.getSpec().getNodeName());
  }

  @Test
  void podAnswersOnBothFamilies(TestNamespace namespace) {
    List<String> addresses = server.getStatus().getPodIPs().stream().map(PodIP::getIp).toList();
    assertThat(addresses).hasSize(2);
    for (String address : addresses) {
      CommandResult answer = get(namespace, "http://" + SamplePods.host(address) + ":8080/hello");
      assertThat(answer.errors()).isEmpty();
      assertThat(answer.output()).startsWith("200\n").contains("\"path\":\"/hello\"");
    }
  }

  @Test
  void serviceAnswersOnBothFamilies(TestNamespace namespace) {
    Service service =
        namespace.client().services().inNamespace(namespace.name()).withName("server").get();
    assertThat(service.getSpec().getClusterIPs()).hasSize(2);
    for (String address : service.getSpec().getClusterIPs()) {
      awaitAnswer(namespace, "http://" + SamplePods.host(address) + "/");
    }
  }

  @Test
  void serviceAnswersByName(TestNamespace namespace) {
    awaitAnswer(namespace, "http://server." + namespace.name() + ".svc.cluster.local/");
  }

  @Test
  void serverSeesTheClientsOwnAddress(TestNamespace namespace) {
    String address = client.getStatus().getPodIP();
    String url = "http://" + server.getStatus().getPodIP() + ":8080/";
    assertThat(get(namespace, url).output()).contains("\"peer\":\"" + address + "\"");
  }

  @Test
  void tcpBytesComeBack(TestNamespace namespace) {
    String address = server.getStatus().getPodIP() + ":9000";
    CommandResult answer = run(namespace, "tcp", address, "marker");
    assertThat(answer.output()).isEqualTo("marker\n");
  }

  @Test
  void loadBalancerGetsAnAddressThatAnswersHere(TestCluster cluster, TestNamespace namespace) {
    namespace.apply(SamplePods.service("server-outside", "LoadBalancer"));
    String address =
        Patience.await("the Service has an address")
            .until(() -> loadBalancerAddress(namespace), found -> !found.isEmpty());
    if (cluster.isForeign()) {
      return; // its network may be out of reach from here
    }
    Patience.await("the address answers")
        .ignoreExceptions()
        .until(() -> fetch("http://" + address + "/"), body -> body.contains("\"service\""));
  }

  private static String loadBalancerAddress(TestNamespace namespace) {
    List<LoadBalancerIngress> addresses =
        namespace
            .client()
            .services()
            .inNamespace(namespace.name())
            .withName("server-outside")
            .get()
            .getStatus()
            .getLoadBalancer()
            .getIngress();
    return addresses.isEmpty() ? "" : addresses.getFirst().getIp();
  }

  private static String fetch(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setConnectTimeout(1000);
    connection.setReadTimeout(1000);
    return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** A Service's rules reach a node a moment after its pods are ready. */
  private static void awaitAnswer(TestNamespace namespace, String url) {
    CommandResult answer =
        Patience.await(url).until(() -> get(namespace, url), result -> result.exitCode() == 0);
    assertThat(answer.output()).startsWith("200\n").contains("x-service: server");
  }

  private static CommandResult get(TestNamespace namespace, String url) {
    return run(namespace, "get", url);
  }

  private static CommandResult run(TestNamespace namespace, String... arguments) {
    return SamplePods.client(namespace, client, arguments);
  }
}
