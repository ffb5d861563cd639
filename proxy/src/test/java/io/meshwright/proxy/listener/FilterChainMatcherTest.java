package io.meshwright.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.CidrRange;
import io.meshwright.proxy.snapshot.FilterChainMatch;
import io.meshwright.proxy.snapshot.FilterChainMatch.SourceType;
import io.meshwright.proxy.tls.ClientOffer;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FilterChainMatcherTest {
  private static final FirstBytes PLAIN = FirstBytes.UNKNOWN;

  /** A match with some criteria; the others take everything. */
  private static FilterChainMatch match(
      @Nullable Integer port, List<String> ranges, List<String> names, String transport) {
    return match(port, ranges, names, transport, List.of());
  }

  private static FilterChainMatch match(
      @Nullable Integer port,
      List<String> ranges,
      List<String> names,
      String transport,
      List<String> protocols) {
    return new FilterChainMatch(
        port,
        ranges.stream().map(FilterChainMatcherTest::range).toList(),
        names,
        transport,
        protocols,
        List.of(),
        SourceType.ANY,
        List.of(),
        List.of());
  }

  private static CidrRange range(String text) {
    String[] parts = text.split("/", 2);
    return new CidrRange(InetAddress.ofLiteral(parts[0]), Integer.parseInt(parts[1]));
  }

  private static FilterChainMatcher.Connection to(String address, int port, FirstBytes bytes) {
    return new FilterChainMatcher.Connection(
        new OriginalDestination(new InetSocketAddress(InetAddress.ofLiteral(address), port)),
        ClientAddress.of(new InetSocketAddress(InetAddress.ofLiteral("10.9.9.9"), 4000)),
        bytes);
  }

  private static FirstBytes tls(String serverName, String... alpn) {
    return new FirstBytes(FirstBytes.TLS, serverName, List.of(alpn), ClientOffer.UNKNOWN);
  }

  private static FilterChainMatcher<String> matcher(Map<String, FilterChainMatch> chains) {
    List<FilterChainMatcher.Candidate<String>> candidates = new ArrayList<>();
    chains.forEach(
        (name, match) -> candidates.add(new FilterChainMatcher.Candidate<>(match, name)));
    return new FilterChainMatcher<>(candidates);
  }

  @Test
  void unixSocketsHaveNeitherPortNorRangeAndAreLocal() {
    FilterChainMatcher.Connection unix =
        new FilterChainMatcher.Connection(
            new OriginalDestination(new DomainSocketAddress("/run/in.sock")),
            ClientAddress.of(new DomainSocketAddress("")),
            PLAIN);
    FilterChainMatch port = match(80, List.of(), List.of(), "");
    FilterChainMatch range = match(null, List.of("0.0.0.0/0"), List.of(), "");
    assertThat(matcher(Map.of("port", port, "range", range)).choose(unix)).isNull();
    assertThat(
            matcher(Map.of("local", from(SourceType.SAME_IP_OR_LOOPBACK), "port", port))
                .choose(unix))
        .isEqualTo("local");
    assertThat(matcher(Map.of("others", from(SourceType.EXTERNAL))).choose(unix)).isNull();
  }

  private static FilterChainMatch from(SourceType type) {
    return new FilterChainMatch(
        null, List.of(), List.of(), "", List.of(), List.of(), type, List.of(), List.of());
  }

  @Test
  void thePortGoesBeforeEverythingElse() {
    FilterChainMatcher<String> chains =
        matcher(
            Map.of(
                "port", match(80, List.of(), List.of(), ""),
                "range", match(null, List.of("10.0.0.1/32"), List.of(), "")));
    assertThat(chains.choose(to("10.0.0.1", 80, PLAIN))).isEqualTo("port");
    assertThat(chains.choose(to("10.0.0.1", 81, PLAIN))).isEqualTo("range");
    assertThat(chains.choose(to("10.0.0.2", 81, PLAIN))).isNull();
  }

  @Test
  void theLongestPrefixWins() {
    FilterChainMatcher<String> chains =
        matcher(
            Map.of(
                "all", match(null, List.of("0.0.0.0/0"), List.of(), ""),
                "eight", match(null, List.of("10.0.0.0/8"), List.of(), ""),
                "host", match(null, List.of("10.0.0.1/32"), List.of(), ""),
                "six", match(null, List.of("::/0"), List.of(), "")));
    assertThat(chains.choose(to("10.0.0.1", 1, PLAIN))).isEqualTo("host");
    assertThat(chains.choose(to("10.0.0.2", 1, PLAIN))).isEqualTo("eight");
    assertThat(chains.choose(to("11.0.0.2", 1, PLAIN))).isEqualTo("all");
    assertThat(chains.choose(to("fd00::1", 1, PLAIN))).isEqualTo("six");
  }

  @Test
  void anExactServerNameGoesBeforeTheLongestSuffix() {
    FilterChainMatcher<String> chains =
        matcher(
            Map.of(
                "exact", match(null, List.of(), List.of("a.b.com"), ""),
                "long", match(null, List.of(), List.of("*.b.com"), ""),
                "short", match(null, List.of(), List.of("*.com"), "")));
    assertThat(chains.choose(to("10.0.0.1", 1, tls("a.b.com")))).isEqualTo("exact");
    assertThat(chains.choose(to("10.0.0.1", 1, tls("x.b.com")))).isEqualTo("long");
    assertThat(chains.choose(to("10.0.0.1", 1, tls("x.com")))).isEqualTo("short");
    assertThat(chains.choose(to("10.0.0.1", 1, tls("com")))).isNull();
    assertThat(chains.choose(to("10.0.0.1", 1, PLAIN))).isNull();
  }

  /** Istio's permissive inbound: mutual TLS of the mesh, any other TLS, plaintext. */
  @Test
  void permissiveChainsPartMeshTlsOtherTlsAndPlaintext() {
    List<String> mesh = List.of("istio", "istio-peer-exchange", "istio-http/1.1");
    FilterChainMatcher<String> chains =
        matcher(
            Map.of(
                "mesh", match(null, List.of(), List.of(), "tls", mesh),
                "tls", match(null, List.of(), List.of(), "tls"),
                "plain", match(null, List.of(), List.of(), "raw_buffer")));
    assertThat(chains.choose(to("10.0.0.1", 1, tls("s", "istio-http/1.1", "istio"))))
        .isEqualTo("mesh");
    assertThat(chains.choose(to("10.0.0.1", 1, tls("s", "http/1.1")))).isEqualTo("tls");
    assertThat(chains.choose(to("10.0.0.1", 1, tls("s")))).isEqualTo("tls");
    assertThat(chains.choose(to("10.0.0.1", 1, PLAIN))).isEqualTo("plain");
  }

  @Test
  void strictChainsTakeNoPlaintext() {
    FilterChainMatcher<String> chains =
        matcher(Map.of("mesh", match(null, List.of(), List.of(), "tls", List.of("istio"))));
    assertThat(chains.choose(to("10.0.0.1", 1, PLAIN))).isNull();
    assertThat(chains.choose(to("10.0.0.1", 1, tls("s", "h2")))).isNull();
  }

  @Test
  void aChainThatLostIsNotTakenWhenTheWinnerFailsLater() {
    FilterChainMatcher<String> chains =
        matcher(
            Map.of(
                "port and tls", match(80, List.of(), List.of(), "tls"),
                "anything", match(null, List.of(), List.of(), "")));
    assertThat(chains.choose(to("10.0.0.1", 80, PLAIN))).isNull();
  }

  @Test
  void theClientsFirstProtocolThatAChainKnowsDecides() {
    FilterChainMatcher<String> chains =
        matcher(
            Map.of(
                "h2", match(null, List.of(), List.of(), "", List.of("h2")),
                "http", match(null, List.of(), List.of(), "", List.of("http/1.1"))));
    assertThat(chains.choose(to("10.0.0.1", 1, tls("s", "http/1.1", "h2")))).isEqualTo("http");
    assertThat(chains.choose(to("10.0.0.1", 1, tls("s", "x", "h2")))).isEqualTo("h2");
  }

  @Test
  void sourceTypesPartLocalFromOtherClients() {
    FilterChainMatch local =
        new FilterChainMatch(
            null,
            List.of(),
            List.of(),
            "",
            List.of(),
            List.of(),
            SourceType.SAME_IP_OR_LOOPBACK,
            List.of(),
            List.of());
    FilterChainMatcher<String> chains =
        matcher(Map.of("local", local, "any", FilterChainMatch.ANY));
    assertThat(chains.choose(to("10.9.9.9", 1, PLAIN))).isEqualTo("local");
    assertThat(chains.choose(to("10.0.0.1", 1, PLAIN))).isEqualTo("any");
  }
}
