package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.CidrRange;
import io.meshwright.proxy.snapshot.FilterChain;
import io.meshwright.proxy.snapshot.FilterChainMatch;
import io.meshwright.proxy.snapshot.Listener;
import io.meshwright.proxy.snapshot.ListenerFilter;
import io.meshwright.proxy.snapshot.ListenerFilter.Kind;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a load balancer says of its client chooses the chain, and nothing else does. */
final class ProxyProtocolTest {

  private static final String LISTENER = "in";
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String V2 = "\r\n\r\n\0\r\nQUIT\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 203.0.113.7 10.0.0.1 5000 80\r\n",
        "PROXY TCP6 2001:db8::7 2001:db8::1 5000 80\r\n",
      })
  void addressesOfVersion1ChooseTheChain(String header) throws Exception {
    assertThat(answer(required(), header + GET)).isEqualTo("partner");
  }

  @Test
  void addressesOfVersion2ChooseTheChain() throws Exception {
    assertThat(answer(required(), v2('!') + GET)).isEqualTo("partner");
  }

  @Test
  void healthChecksOfTheLoadBalancerAreItsOwn() throws Exception {
    assertThat(answer(required(), v2(' ') + GET)).isEqualTo("other");
    assertThat(answer(required(), "PROXY UNKNOWN\r\n" + GET)).isEqualTo("other");
  }

  @Test
  void headerMayComeInPieces() throws Exception {
    try (Upstreams upstreams = new Upstreams();
        ProxyUnderTest proxy = proxy(upstreams, required());
        RawClient client = proxy.connect(LISTENER)) {
      for (char c : ("PROXY TCP4 203.0.113.7 10.0.0.1 5000 80\r\n" + GET).toCharArray()) {
        client.send(String.valueOf(c));
      }
      assertThat(client.read().body()).isEqualTo("partner");
    }
  }

  @Test
  void withoutHeaderTheClientIsWhoDialled() throws Exception {
    assertThat(answer(new Kind.ProxyProtocol(true, Set.of(1, 2)), GET)).isEqualTo("other");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        GET,
        "PROXY TCP4 203.0.113.7 10.0.0.1 5000\r\n" + GET,
        "PROXY TCP4 203.0.113.7.1 10.0.0.1 5000 80\r\n" + GET,
        "PROXY TCP4 localhost 10.0.0.1 5000 80\r\n" + GET,
        "PROXY TCP6 fe80::1%eth0 2001:db8::1 5000 80\r\n" + GET,
        "PROXY TCP4 203.0.113.7 10.0.0.1 70000 80\r\n" + GET,
        "PROXY TCP4 203.0.113.7 10.0.0.1 5000 80 and much more that nobody asked for, and that does"
            + " not end where the longest header of version 1 has to end\r\n"
            + GET,
      })
  void connectionsWithoutARightHeaderAreClosed(String sent) throws Exception {
    refuses(required(), sent);
  }

  @Test
  void versionsThatAreNotReadCloseTheConnection() throws Exception {
    refuses(
        new Kind.ProxyProtocol(true, Set.of(2)),
        "PROXY TCP4 203.0.113.7 10.0.0.1 5000 80\r\n" + GET);
    refuses(new Kind.ProxyProtocol(true, Set.of(1)), v2('!') + GET);
  }

  private static void refuses(Kind.ProxyProtocol filter, String sent) throws Exception {
    try (Upstreams upstreams = new Upstreams();
        ProxyUnderTest proxy = proxy(upstreams, filter);
        RawClient client = proxy.connect(LISTENER)) {
      client.send(sent);
      assertThat(client.rest()).isEmpty();
      assertThat(upstreams.partner.connections() + upstreams.other.connections()).isZero();
    }
  }

  private static String answer(Kind.ProxyProtocol filter, String sent) throws Exception {
    try (Upstreams upstreams = new Upstreams();
        ProxyUnderTest proxy = proxy(upstreams, filter);
        RawClient client = proxy.connect(LISTENER)) {
      return client.send(sent).read().body();
    }
  }

  /** Version 2 from 203.0.113.7 port 8080 to 10.0.0.1 port 80, with a command. */
  private static String v2(char command) {
    return V2 + command + "\u0011\0\f\u00cb\0q\7\n\0\0\1\u001f\u0090\0P";
  }

  private static Kind.ProxyProtocol required() {
    return new Kind.ProxyProtocol(false, Set.of(1, 2));
  }

  private static ProxyUnderTest proxy(Upstreams upstreams, Kind.ProxyProtocol filter) {
    Listener listener =
        Gen.listener(
            LISTENER,
            List.of(
                new ListenerFilter(filter, new ListenerFilter.Predicate.Never()),
                new ListenerFilter(new Kind.HttpInspector(), new ListenerFilter.Predicate.Never())),
            chain("partner", "203.0.113.0/24", "2001:db8::/32"),
            chain("other", "127.0.0.0/8", "::1/128"));
    return new ProxyUnderTest()
        .with(Gen.cluster("partner", upstreams.partner.address()))
        .with(Gen.cluster("other", upstreams.other.address()))
        .with(listener)
        .serve();
  }

  private static FilterChain chain(String cluster, String... sources) {
    FilterChainMatch any = FilterChainMatch.ANY;
    return new FilterChain(
        cluster,
        new FilterChainMatch(
            any.destinationPort(),
            any.destinationRanges(),
            any.serverNames(),
            any.transportProtocol(),
            any.applicationProtocols(),
            any.directSourceRanges(),
            any.sourceType(),
            Stream.of(sources).map(ProxyProtocolTest::range).toList(),
            any.sourcePorts()),
        Gen.RAW,
        Duration.ofSeconds(5),
        List.of(Gen.http(Gen.route(cluster))));
  }

  private static CidrRange range(String text) {
    String[] parts = text.split("/", 2);
    return new CidrRange(InetAddress.ofLiteral(parts[0]), Integer.parseInt(parts[1]));
  }

  private static final class Upstreams implements AutoCloseable {
    private final Upstream partner = Upstream.echo("partner");
    private final Upstream other = Upstream.echo("other");

    Upstreams() throws IOException {}

    @Override
    public void close() throws IOException {
      partner.close();
      other.close();
    }
  }
}
