package io.meshwright.e2e.process;

import static io.meshwright.e2e.process.PodSpec.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.meshwright.e2e.cluster.Patience;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An application asks its name server; its proxy answers for it what the mesh knows. */
@Tag("process")
@Tag("after-0.1.0")
final class DnsIT {
  private static final int HTTP = 8080;
  private static final int OPAQUE = 6379;

  @AutoClose private static ProcessMesh mesh;
  @AutoClose private static FakeNameServer nameServer;
  private static Pod client;
  private static String address;
  private static Service reviews;

  @BeforeAll
  static void startMesh() {
    mesh = ProcessMesh.start(DnsIT.class);
    Pod outside = mesh.outsider("outside");
    outside.http(HTTP);
    outside.tcpEcho(OPAQUE);
    Pod resolver = mesh.outsider("resolver");
    nameServer = FakeNameServer.start(resolver);
    address = resolver.addresses().text4();
    reviews = mesh.service("reviews", "http", HTTP);
    mesh.apply("entries", entries(outside.addresses().text4()));
    client = mesh.add(pod("client").sidecar(Sidecar.Kind.MESHWRIGHT).asks(address));
    mesh.awaitReady();
    await("the names")
        .atMost(Patience.LIMIT)
        .ignoreExceptions()
        .until(() -> !lookup("A", "vm.example.com").isEmpty());
  }

  @Test
  void hostThatNoServerKnowsIsResolvedAndReached() throws Exception {
    List<String> found = lookup("A", "vm.example.com");

    assertThat(found).singleElement().asString().startsWith("240.240.");
    assertThat(
            client
                .get(Addresses.literal(found.getFirst()), HTTP, "vm.example.com:8080")
                .send()
                .pod())
        .isEqualTo("outside");
    assertThat(nameServer.asked()).noneMatch(asked -> asked.contains("vm.example.com"));
  }

  @Test
  void opaqueHostsOnOnePortAreToldApartByTheirAddresses() throws Exception {
    String queue = lookup("A", "queue.example.com").getFirst();
    try (Socket socket = client.connect(Addresses.literal(queue), OPAQUE)) {
      assertThat(TcpEchoApp.conversation(socket, "hello")).contains("hello");
    }
    assertThat(queue).isNotEqualTo(lookup("A", "nowhere.example.com").getFirst());
  }

  @Test
  void servicesHaveTheirShortNames() throws Exception {
    for (String name : List.of("reviews", "reviews.shop", "reviews.shop.svc.cluster.local")) {
      assertThat(lookup("A", name)).containsExactly(reviews.v4().getHostAddress());
    }
  }

  @Test
  void otherNamesComeFromThePodsServerOverUdpAndTcp() throws Exception {
    assertThat(lookup("A", "www.example.net")).containsExactly(FakeNameServer.ADDRESS);
    assertThat(lookup("A", "www-long.example.net")).containsExactly(FakeNameServer.ADDRESS);
    assertThat(nameServer.asked())
        .contains("UDP www.example.net", "UDP www-long.example.net", "TCP www-long.example.net")
        .doesNotContain("TCP www.example.net");
    assertThat(client.sidecar().admin("/stats/prometheus").body())
        .containsPattern("istio_agent_dns_upstream_requests_total [1-9]")
        .contains("istio_agent_dns_upstream_failures_total 0");
  }

  @Test
  void nameThatDoesNotExistStaysSo() {
    assertThatExceptionOfType(NameNotFoundException.class)
        .isThrownBy(() -> lookup("A", "other.example.net"));
  }

  /** The records that an application of the pod gets from its name server. */
  @SuppressWarnings({"BanJNDI", "JdkObsolete"}) // records are text; JNDI wants a Hashtable
  private static List<String> lookup(String type, String name) throws NamingException {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
    environment.put("java.naming.provider.url", "dns://" + address);
    List<String> texts = new ArrayList<>();
    try {
      Attribute records =
          client
              .namespace()
              .inside(
                  () -> new InitialDirContext(environment).getAttributes(name, new String[] {type}))
              .get(type);
      if (records != null) {
        Collections.list(records.getAll()).forEach(record -> texts.add(record.toString()));
      }
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof NamingException naming) {
        throw naming;
      }
      throw e;
    }
    return texts;
  }

  private static String entries(String endpoint) {
    return entry("vm", "vm.example.com", "{number: 8080, name: http, protocol: HTTP}", endpoint)
        + entry("queue", "queue.example.com", "{number: 6379, name: tcp, protocol: TCP}", endpoint)
        + entry(
            "nowhere",
            "nowhere.example.com",
            "{number: 6379, name: tcp, protocol: TCP}",
            "192.0.2.9");
  }

  private static String entry(String name, String host, String port, String endpoint) {
    return """
        ---
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: %s, namespace: shop}
        spec:
          hosts: [%s]
          resolution: STATIC
          ports: [%s]
          endpoints: [{address: %s}]
        """
        .formatted(name, host, port, endpoint);
  }
}
