package io.meshwright.proxy.nameserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.meshwright.proxy.nameserver.FakeNameServer.Behaviour;
import io.meshwright.proxy.snapshot.NameTable;
import io.meshwright.proxy.snapshot.NameTable.Host;
import io.meshwright.proxy.snapshot.NameTable.ServiceName;
import io.meshwright.proxy.snapshot.RuntimeSnapshot;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.naming.NamingException;
import javax.naming.ServiceUnavailableException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Asks with the JDK's own DNS client, which reads what we write by rules of its own. */
final class NameServerTest {
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  @Test
  void namesOfTheMeshAreAnsweredWithoutAnyServer() throws Exception {
    NameServer server = server();

    assertThat(lookup(server, "A", "reviews.shop.svc.cluster.local")).containsExactly("10.96.0.1");
    assertThat(lookup(server, "AAAA", "Reviews.Shop.svc.cluster.local")).containsExactly("fd00::1");
    assertThat(lookup(server, "A", "reviews")).containsExactly("10.96.0.1");
    assertThat(lookup(server, "A", "reviews.shop.svc")).containsExactly("10.96.0.1");
    assertThat(lookup(server, "A", "api.example.com")).containsExactly("240.240.0.1");
    assertThat(lookup(server, "A", "a.b.example.org")).containsExactly("240.240.0.2");
  }

  @Test
  void aFamilyThatANameLacksIsNoError() throws Exception {
    assertThat(lookup(server(), "AAAA", "api.example.com")).isEmpty();
  }

  @Test
  void nameWithASearchDomainIsAnsweredByItsRealOne() throws Exception {
    assertThat(lookup(server(), "A", "api.example.com.shop.svc.cluster.local"))
        .containsExactly("240.240.0.1");
  }

  @Test
  void manyAddressesComeOverTcpInAnyOrder() throws Exception {
    NameServer server = server();
    List<String> all = IntStream.range(0, 200).mapToObj(i -> "10.1.0." + i).toList();
    Set<List<String>> orders = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      List<String> answer = lookup(server, "A", "many.example.com");
      assertThat(answer).containsExactlyInAnyOrderElementsOf(all);
      orders.add(answer);
    }
    assertThat(orders).hasSizeGreaterThan(1);
  }

  @Test
  void otherNamesAreAnsweredByThePodsServers() throws Exception {
    FakeNameServer upstream = upstream(Behaviour.ANSWERS);
    NameServer server = server(upstream.address());

    assertThat(lookup(server, "A", "www.example.net")).containsExactly(FakeNameServer.ADDRESS);
    assertThat(lookup(server, "TXT", "reviews.shop.svc.cluster.local")).isEmpty();
    assertThat(upstream.asked).containsExactly(Protocol.UDP, Protocol.UDP);
    assertThat(metrics(server))
        .contains("istio_agent_dns_requests_total 2")
        .contains("istio_agent_dns_upstream_requests_total 2")
        .contains("istio_agent_dns_upstream_failures_total 0")
        .contains("istio_agent_dns_upstream_request_duration_seconds_count 2");
  }

  @Test
  void answerThatWasCutIsFetchedOverTcp() throws Exception {
    FakeNameServer upstream = upstream(Behaviour.ANSWERS_OVER_TCP);

    assertThat(lookup(server(upstream.address()), "A", "www.example.net"))
        .containsExactly(FakeNameServer.ADDRESS);
    assertThat(upstream.asked).containsExactly(Protocol.UDP, Protocol.TCP);
  }

  @Test
  void nextServerIsAskedWhereOneIsSilentClosedOrCannotTell() throws Exception {
    FakeNameServer closed = upstream(Behaviour.ANSWERS);
    closed.close();
    NameServer server =
        server(
            upstream(Behaviour.SILENT).address(),
            closed.address(),
            upstream(Behaviour.FAILS).address(),
            upstream(Behaviour.ANSWERS).address());

    assertThat(lookup(server, "A", "www.example.net")).containsExactly(FakeNameServer.ADDRESS);
  }

  @Test
  void withoutAnyAnswerTheClientHearsOfAFailure() throws Exception {
    FakeNameServer closed = upstream(Behaviour.ANSWERS);
    closed.close();
    NameServer server = server(closed.address());

    assertThatExceptionOfType(ServiceUnavailableException.class)
        .isThrownBy(() -> lookup(server, "A", "www.example.net"));
    assertThat(metrics(server)).containsPattern("istio_agent_dns_upstream_failures_total [1-9]");
  }

  private FakeNameServer upstream(Behaviour behaviour) throws IOException {
    FakeNameServer upstream = new FakeNameServer(behaviour);
    opened.add(upstream);
    return upstream;
  }

  private NameServer server(InetSocketAddress... servers) throws IOException {
    NameServer server =
        NameServer.open(
            group.next(),
            0,
            new ResolverFile(
                Arrays.asList(servers), List.of("shop.svc.cluster.local", "svc.cluster.local")),
            new NameServer.Place("shop", "shop.svc.cluster.local"),
            new Random(1));
    opened.add(server);
    server.published(
        RuntimeSnapshot.EMPTY,
        new RuntimeSnapshot(1, Map.of(), Map.of(), Map.of(), Map.of(), names()));
    return server;
  }

  private static NameTable names() {
    return new NameTable(
        Map.of(
            "reviews.shop.svc.cluster.local",
            new Host(ips("10.96.0.1", "fd00::1"), new ServiceName("reviews", "shop")),
            "api.example.com",
            new Host(ips("240.240.0.1"), null),
            "*.example.org",
            new Host(ips("240.240.0.2"), null),
            "many.example.com",
            new Host(
                ips(IntStream.range(0, 200).mapToObj(i -> "10.1.0." + i).toArray(String[]::new)),
                null)));
  }

  private static List<InetAddress> ips(String... texts) {
    return Arrays.stream(texts).map(InetAddress::ofLiteral).toList();
  }

  @SuppressWarnings({"BanJNDI", "JdkObsolete"}) // records are text; JNDI wants a Hashtable
  private static List<String> lookup(NameServer server, String type, String name)
      throws NamingException {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
    environment.put("java.naming.provider.url", "dns://127.0.0.1:" + server.port());
    environment.put("com.sun.jndi.dns.timeout.initial", "10000");
    Attribute records =
        new InitialDirContext(environment).getAttributes(name, new String[] {type}).get(type);
    List<String> texts = new ArrayList<>();
    if (records != null) {
      Collections.list(records.getAll()).forEach(record -> texts.add(record.toString()));
    }
    return texts;
  }

  private static String metrics(NameServer server) throws IOException {
    StringBuilder text = new StringBuilder();
    server.writeMetrics(text);
    return text.toString();
  }
}
