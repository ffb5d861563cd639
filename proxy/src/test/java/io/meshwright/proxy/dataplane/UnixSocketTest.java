package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.Address;
import io.meshwright.proxy.snapshot.NetworkFilter;
import io.meshwright.proxy.snapshot.RuntimeSnapshot.ReadyCluster;
import io.meshwright.proxy.testing.ChangedCluster;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.Http2Peer;
import io.meshwright.proxy.testing.Http2Upstream;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners and hosts on Unix sockets: mostly one in front of the other. */
final class UnixSocketTest {
  private static final String FRONT = "front";
  private static final String BACK = "back";
  private static final String GET = "GET /x HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n";

  @TempDir private Path directory;

  private Address.Pipe pipe() {
    return new Address.Pipe(directory.resolve("s").toString(), 0);
  }

  private static ReadyCluster to(Address.Pipe pipe) {
    return Gen.cluster("pipe", Gen.RAW, List.of(Gen.endpoint(pipe)));
  }

  /** A listener of TCP, and behind it one on a socket. */
  private static ProxyUnderTest chain(
      Address.Pipe pipe,
      NetworkFilter front,
      ReadyCluster pipeCluster,
      NetworkFilter back,
      ReadyCluster origin) {
    return new ProxyUnderTest()
        .with(pipeCluster)
        .with(origin)
        .with(Gen.listener(FRONT, front))
        .with(Gen.on(Gen.listener(BACK, back), pipe))
        .serve();
  }

  private static NetworkFilter http(String cluster) {
    return Gen.http(Gen.route(cluster));
  }

  private static ProxyUnderTest http(Address.Pipe pipe, Upstream origin) {
    return chain(pipe, http("pipe"), to(pipe), http("up"), Gen.cluster("up", origin.address()));
  }

  @Test
  void http1GoesThroughASocketThatStaysOpen() throws Exception {
    try (Upstream origin = Upstream.echo("a");
        ProxyUnderTest proxy = http(pipe(), origin);
        RawClient client = proxy.connect(FRONT)) {
      for (int i = 0; i < 3; i++) {
        client.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n\r\nhi");
        assertThat(client.read().body()).isEqualTo("ahi");
      }
      assertThat(proxy.dataPlane().endpointStates())
          .filteredOn(state -> state.address().equals(pipe()))
          .singleElement()
          .satisfies(
              state -> {
                assertThat(state.connectionsTotal()).isEqualTo(1);
                assertThat(state.requestsTotal()).isEqualTo(3);
              });
    }
  }

  @Test
  void http2GoesThroughASocket() throws Exception {
    try (Http2Upstream origin = Http2Upstream.echo();
        ProxyUnderTest proxy =
            chain(
                pipe(),
                http("pipe"),
                ChangedCluster.speaking(to(pipe()), Gen.HTTP_2),
                http("up"),
                ChangedCluster.speaking(Gen.cluster("up", origin.address()), Gen.HTTP_2));
        Http2Peer client = Http2Peer.connect(proxy.address(FRONT))) {
      assertThat(client.get("/x").all().data()).isEqualTo("GET /x test ");
      assertThat(client.get("/y").all().data()).isEqualTo("GET /y test ");
    }
  }

  @Test
  void bytesGoThroughASocketAndEachSideEndsByItself() throws Exception {
    try (Upstream origin =
            new Upstream((_, client) -> client.send("got ").send(client.rest()).close());
        ProxyUnderTest proxy =
            chain(
                pipe(),
                Gen.tcp("pipe"),
                to(pipe()),
                Gen.tcp("up"),
                Gen.cluster("up", origin.address()));
        RawClient client = proxy.connect(FRONT)) {
      String much = "x".repeat(1 << 20);
      client.send(much).shutdownOutput();
      assertThat(client.rest()).isEqualTo("got " + much);
    }
  }

  @Test
  void nameOfTheAbstractNamespaceNeedsNoFile() throws Exception {
    Address.Pipe pipe = new Address.Pipe("@meshwright-" + directory.getFileName(), 0);
    try (Upstream origin = Upstream.echo("a");
        ProxyUnderTest proxy = http(pipe, origin);
        RawClient client = proxy.connect(FRONT)) {
      assertThat(client.get("/").read().body()).isEqualTo("a");
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void clientOnASocketHasNoAddressToForward() throws Exception {
    try (Upstream origin = Upstream.echo("a");
        ProxyUnderTest proxy = http(pipe(), origin)) {
      assertThat(proxy.dataPlane().boundListeners()).contains(BACK);
      assertThat(ask(pipe())).startsWith("HTTP/1.1 200").endsWith("a");
      assertThat(origin.heads().getFirst())
          .contains("GET /x")
          .doesNotContainIgnoringCase("x-forwarded-for");
    }
  }

  /** By the JDK's own sockets. */
  private static String ask(Address.Pipe pipe) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(pipe.path()))) {
      channel.write(ByteBuffer.wrap(GET.getBytes(StandardCharsets.US_ASCII)));
      return new String(
          Channels.newInputStream(channel).readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void socketThatAKilledProcessLeftMakesWay() throws Exception {
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(pipe().path()));
    }
    assertThat(directory.resolve("s")).exists();
    try (Upstream origin = Upstream.echo("a");
        ProxyUnderTest _ = http(pipe(), origin)) {
      assertThat(ask(pipe())).endsWith("a");
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void permissionsOfTheFileAreThoseOfTheListener() throws Exception {
    Path file = directory.resolve("s");
    try (Upstream origin = Upstream.echo("a");
        ProxyUnderTest proxy = http(new Address.Pipe(file.toString(), 0_620), origin)) {
      assertThat(permissions(file)).isEqualTo("rw--w----");

      proxy.with(Gen.on(Gen.listener(BACK, http("up")), new Address.Pipe(file.toString(), 0_666)));
      proxy.serveAndWait();
      assertThat(permissions(file)).isEqualTo("rw-rw-rw-");
      assertThat(ask(pipe())).endsWith("a");
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void pathIsFreeAgainWhenItsListenerIsGone() throws Exception {
    try (Upstream origin = Upstream.echo("a");
        ProxyUnderTest proxy = http(pipe(), origin)) {
      for (int i = 0; i < 20; i++) {
        proxy.without(BACK).serve();
        assertThat(directory).isEmptyDirectory();
        proxy.with(Gen.on(Gen.listener(BACK, http("up")), pipe())).serve();
        assertThat(ask(pipe())).endsWith("a");
      }
    }
  }

  @Test
  void hostWithoutAListenerIsRefused() throws Exception {
    try (ProxyUnderTest proxy = ProxyUnderTest.forwarding(FRONT, to(pipe()));
        RawClient client = proxy.connect(FRONT)) {
      RawClient.Response answer = client.get("/").read();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).doesNotContain(directory.toString());
    }
  }
}
