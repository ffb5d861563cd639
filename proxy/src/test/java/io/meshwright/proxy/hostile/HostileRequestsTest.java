package io.meshwright.proxy.hostile;

import static io.meshwright.proxy.hostile.HostileRequest.brokenChunks;
import static io.meshwright.proxy.hostile.HostileRequest.forwarded;
import static io.meshwright.proxy.hostile.HostileRequest.refused;
import static io.meshwright.proxy.hostile.HostileRequest.refusedHeader;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.hostile.HostileRequest.Verdict;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import java.io.IOException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that two parsers could read differently, or that are too large (rows H1, HH and LM of
 * the attack catalogue). After each, another client of the same listener is still answered right.
 */
final class HostileRequestsTest {

  private static final String LISTENER = "in";

  private static Origin origin;
  private static ProxyUnderTest proxy;
  private static RawClient bystander;

  @BeforeAll
  static void serve() throws IOException {
    origin = new Origin();
    proxy = ProxyUnderTest.forwarding(LISTENER, origin.upstream().address());
    bystander = proxy.connect(LISTENER);
  }

  @AfterAll
  static void end() throws IOException {
    bystander.close();
    proxy.close();
    origin.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"lengths", "codings", "lines", "targets", "hosts", "headers", "limits"})
  void isRefusedOrReachesTheOriginInOneForm(HostileRequest request) throws IOException {
    int begun = origin.begun();
    int whole = origin.whole().size();
    try (RawClient attacker = proxy.connect(LISTENER)) {
      attacker.send(request.bytes());
      switch (request.verdict()) {
        case Verdict.Refused(var statuses) -> {
          assertThat(attacker.read().status()).isIn(statuses);
          assertThat(attacker.rest()).as("after the refusal").isEmpty();
          assertThat(origin.begun()).as("requests at the origin").isEqualTo(begun);
        }
        case Verdict.Broken() -> throw new AssertionError("see brokenBodiesNeverReachTheirEnd");
        case Verdict.Forwarded(String seen, String unseen) -> {
          assertThat(attacker.read().status()).isEqualTo(200);
          assertThat(origin.whole()).hasSize(whole + 1);
          assertThat(origin.whole().getLast()).contains(seen);
          if (!unseen.isEmpty()) {
            assertThat(origin.whole().getLast()).doesNotContain(unseen);
          }
        }
      }
    }
    bystanderIsAnswered();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("chunks")
  void brokenBodiesNeverReachTheirEnd(HostileRequest request) throws IOException {
    int whole = origin.whole().size();
    try (RawClient attacker = proxy.connect(LISTENER)) {
      attacker.send(request.bytes());
      assertThat(attacker.read().status()).isEqualTo(400);
      assertThat(attacker.rest()).as("after the refusal").isEmpty();
    }
    assertThat(origin.whole()).hasSize(whole);
    bystanderIsAnswered();
  }

  private static void bystanderIsAnswered() throws IOException {
    assertThat(bystander.get("/bystander").read().body()).isEqualTo("ok");
    assertThat(origin.whole().getLast()).startsWith("get /bystander http/1.1");
  }

  static Stream<HostileRequest> lengths() {
    Stream<HostileRequest> both =
        Stream.of("1.1", "1.0")
            .flatMap(
                version ->
                    Stream.of(
                            "Content-Length: 5\r\nTransfer-Encoding: chunked",
                            "Transfer-Encoding: chunked\r\nContent-Length: 5")
                        .map(
                            headers ->
                                refused(
                                    "H1-1 length and coding, HTTP/" + version,
                                    "POST / HTTP/%s\r\nHost: a\r\n%s\r\n\r\n0\r\n\r\n"
                                        .formatted(version, headers))));
    Stream<HostileRequest> single =
        Stream.of("5,5", "5, 5", "", "+5", "-5", "0x5", "1_0", "5 5", "9223372036854775808", "five")
            .map(value -> refusedHeader("H1-2", "Content-Length: " + value));
    Stream<HostileRequest> twice =
        Stream.of("5", "6")
            .map(value -> refusedHeader("H1-2", "Content-Length: 5\r\nContent-Length: " + value));
    return Stream.of(both, single, twice).flatMap(cases -> cases);
  }

  static Stream<HostileRequest> codings() {
    return Stream.concat(
        Stream.of(
                "xchunked",
                "chunked, xchunked",
                "xchunked, chunked",
                ",chunked",
                "chunked,",
                "chunked, chunked",
                "gzip, chunked",
                "identity",
                "\"chunked\"",
                "'chunked'",
                "chunked;q=1",
                "\u000bchunked",
                "chunked\u000b",
                "chunk\u0000ed",
                "\u00a0chunked",
                "chunked\r\nTransfer-Encoding: chunked",
                "\r\n chunked")
            .map(value -> refusedHeader("H1-3", "Transfer-Encoding: " + value, 400, 501)),
        Stream.of(
            forwarded(
                "H1-3 white space around the one coding",
                "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\t chunked \r\n\r\n0\r\n\r\n",
                "post /x ",
                "")));
  }

  static Stream<HostileRequest> chunks() {
    Stream<HostileRequest> sizes =
        Stream.of("0x5", "+5", "-5", " 5", "", "g", "5_0", "10000000000000000", "ffffffffffffffff")
            .map(size -> brokenChunks("H1-4", size + "\r\nabcde\r\n0\r\n\r\n"));
    Stream<HostileRequest> extensions =
        Stream.of(
            brokenChunks("H1-5", "5;a=\nb\r\nabcde\r\n0\r\n\r\n"),
            brokenChunks("H1-5", "5;a=\rb\r\nabcde\r\n0\r\n\r\n"),
            brokenChunks("H1-5", "5;a=\"\r\nb\"\r\nabcde\r\n0\r\n\r\n"),
            brokenChunks("H1-5 64 KiB", "5;" + "a".repeat(1 << 16) + "\r\nabcde\r\n"));
    Stream<HostileRequest> ends =
        Stream.of(
                "5\nabcde\r\n0\r\n\r\n",
                "5\rabcde\r\n0\r\n\r\n",
                "5\r\nabcdeXX0\r\n\r\n",
                "5\r\nabcde\n0\r\n\r\n",
                "5\r\nabcde\r\n\r\n0\r\n\r\n")
            .map(body -> brokenChunks("H1-6/7", body));
    return Stream.of(sizes, extensions, ends).flatMap(cases -> cases);
  }

  static Stream<HostileRequest> lines() {
    Stream<HostileRequest> ends =
        Stream.of(
                "GET / HTTP/1.1\nHost: a\n\n",
                "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
                "GET / HTTP/1.1\rHost: a\r\r",
                "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n",
                "GET / HTTP/1.1\n\rHost: a\n\r\n\r")
            .map(bytes -> refused("H1-6 bare line end", bytes + "\r\n\r\n"));
    Stream<HostileRequest> names =
        Stream.of(
                "no colon",
                "space : x",
                ": x",
                " leading: x",
                "x\u0000y: x",
                "x\u0080: x",
                "x(y: z")
            .map(header -> refusedHeader("H1-8", header));
    Stream<HostileRequest> folded =
        Stream.of(
            forwarded(
                "H1-8 folded", "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", "\nx: b c\n", ""),
            refused("H1-8 space first", "GET / HTTP/1.1\r\n X: b\r\nHost: a\r\n\r\n"));
    Stream<HostileRequest> values =
        Stream.of("x: a\u0000b", "x: a\rb", "x: a\r\rb", "x: \u0001", "x: a\u007fb")
            .map(header -> refusedHeader("H1-9", header));
    return Stream.of(ends, names, folded, values).flatMap(cases -> cases);
  }

  static Stream<HostileRequest> targets() {
    Stream<HostileRequest> refused =
        Stream.of(
                "GET /\r\n\r\n",
                "GET / HTTP/1.1x\r\nHost: a\r\n\r\n",
                "GET / HTTP/11.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.32\r\nHost: a\r\n\r\n",
                "GET / HTTP/4294967297.1\r\nHost: a\r\n\r\n",
                "G@T / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET x HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /#x HTTP/1.1\r\nHost: a\r\n\r\n")
            .map(
                bytes -> refused("H1-10 " + bytes.lines().findFirst().orElse(""), bytes, 400, 505));
    return Stream.concat(
        refused,
        Stream.of(
            forwarded(
                "H1-10 absolute form with another host",
                "GET http://Real.example/y HTTP/1.1\r\nHost: other\r\n\r\n",
                "\nhost: real.example\n",
                "other"),
            forwarded(
                "H1-6 tabs between the words",
                "GET\t/x\tHTTP/1.1\r\nHost: a\r\n\r\n",
                "get /x http/1.1\n",
                ""),
            forwarded(
                "H1-10 version in lower case",
                "GET /x http/1.1\r\nHost: a\r\n\r\n",
                "get /x http/1.1\n",
                ""),
            forwarded(
                "H1-13 upgrade to h2c",
                "GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                    + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n",
                "get /x ",
                "h2c")));
  }

  static Stream<HostileRequest> hosts() {
    Stream<HostileRequest> values =
        Stream.of("a@b", "a/b", "a b", "a,b", "a#b", "a%41", "<a>", "\u00e4", "x".repeat(256))
            .map(host -> refused("HH-1 " + host, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
    return Stream.concat(
        values,
        Stream.of(
            refused("HH-1 none", "GET / HTTP/1.1\r\n\r\n"),
            refused("HH-1 two", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
            refused("H1-11 expectation", "GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", 417)));
  }

  static Stream<HostileRequest> headers() {
    return Stream.of(
        forwarded(
            "HH-4 the certificate of somebody else",
            "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-Client-Cert: Hash=0\r\n\r\n",
            "get / ",
            "hash=0"),
        forwarded(
            "HH-4 router's headers",
            "GET / HTTP/1.1\r\nHost: a\r\nX-Envoy-Original-Url: /y\r\n\r\n",
            "get / ",
            "/y"),
        forwarded(
            "H1-7 trailers that say more than trailers may",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
                + "Content-Length: 7\r\nHost: b\r\nAuthorization: c\r\nTransfer-Encoding: d\r\n"
                + "X-Sum: 1\r\n\r\n",
            "[x-sum: 1]",
            "[host: b]"),
        forwarded(
            "H1-9 high bytes at the edges of a value",
            "GET / HTTP/1.1\r\nHost: a\r\nX: \u00a0b\u0085\r\n\r\n",
            "\nx: \u00a0b\u0085\n",
            ""));
  }

  static Stream<HostileRequest> limits() {
    String many =
        IntStream.range(0, 101).mapToObj("x%d: y\r\n"::formatted).reduce("", String::concat);
    return Stream.of(
        refused("LM-1 101 headers", "GET / HTTP/1.1\r\nHost: a\r\n" + many + "\r\n", 431),
        refused(
            "LM-1 64 KiB in one header",
            "GET / HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(1 << 16) + "\r\n\r\n",
            431),
        refused(
            "LM-1 64 KiB of target",
            "GET /" + "y".repeat(1 << 16) + " HTTP/1.1\r\nHost: a\r\n\r\n",
            414,
            431));
  }
}
