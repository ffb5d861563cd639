package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.FilterChain;
import io.meshwright.proxy.snapshot.FilterChainMatch;
import io.meshwright.proxy.snapshot.Listener;
import io.meshwright.proxy.snapshot.ListenerFilter;
import io.meshwright.proxy.snapshot.ListenerFilter.Kind;
import io.meshwright.proxy.snapshot.ListenerFilter.Predicate;
import io.meshwright.proxy.snapshot.NetworkFilter;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Upstreams that see the client's address. A load balancer's header says which that is: any of
 * 127.0.0.0/8 is this machine's, so that no privilege is needed.
 */
final class OriginalSourceTest {

  private static final String LISTENER = "in";
  private static final String ONE = "PROXY TCP4 127.0.0.21 127.0.0.1 5000 80\r\n";
  private static final String OTHER = "PROXY TCP4 127.0.0.22 127.0.0.1 5000 80\r\n";
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @Test
  void requestsComeFromTheirClientsAddress() throws Exception {
    try (PeerEcho upstream = new PeerEcho();
        ProxyUnderTest proxy = proxy(upstream, Gen.http(Gen.route("up")));
        RawClient one = proxy.connect(LISTENER);
        RawClient other = proxy.connect(LISTENER)) {
      assertThat(one.send(ONE + GET).read().body()).isEqualTo("127.0.0.21");
      assertThat(other.send(OTHER + GET).read().body()).isEqualTo("127.0.0.22");
      assertThat(one.send(GET).read().body()).isEqualTo("127.0.0.21");
      assertThat(other.send(GET).read().body()).isEqualTo("127.0.0.22");
      assertThat(upstream.connections()).as("one for each address").isEqualTo(2);
    }
  }

  @Test
  void opaqueConnectionsComeFromTheirClientsAddress() throws Exception {
    try (PeerEcho upstream = new PeerEcho();
        ProxyUnderTest proxy = proxy(upstream, Gen.tcp("up"));
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(client.send(OTHER + GET).read().body()).isEqualTo("127.0.0.22");
    }
  }

  @Test
  void addressOfTheOtherFamilyIsNotKept() throws Exception {
    try (PeerEcho upstream = new PeerEcho();
        ProxyUnderTest proxy = proxy(upstream, Gen.http(Gen.route("up")));
        RawClient client = proxy.connect(LISTENER)) {
      String six = "PROXY TCP6 2001:db8::7 2001:db8::1 5000 80\r\n";
      assertThat(client.send(six + GET).read().body()).isEqualTo("127.0.0.1");
    }
  }

  private static ProxyUnderTest proxy(PeerEcho upstream, NetworkFilter filter) {
    Listener listener =
        Gen.listener(
            LISTENER,
            List.of(
                new ListenerFilter(new Kind.ProxyProtocol(false, Set.of(1)), new Predicate.Never()),
                new ListenerFilter(new Kind.OriginalSource(0), new Predicate.Never())),
            new FilterChain(
                "any", FilterChainMatch.ANY, Gen.RAW, Duration.ofSeconds(5), List.of(filter)));
    return new ProxyUnderTest().with(Gen.cluster("up", upstream.address())).with(listener).serve();
  }

  /** Answers each request with the address that it came from. */
  private static final class PeerEcho implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 8, InetAddress.ofLiteral("127.0.0.1"));
    private final AtomicInteger connections = new AtomicInteger();

    PeerEcho() throws IOException {
      Thread.startVirtualThread(this::accept);
    }

    InetSocketAddress address() {
      return (InetSocketAddress) server.getLocalSocketAddress();
    }

    int connections() {
      return connections.get();
    }

    private void accept() {
      while (true) {
        try {
          Socket socket = server.accept();
          connections.incrementAndGet();
          Thread.startVirtualThread(() -> serve(socket));
        } catch (IOException closed) {
          return;
        }
      }
    }

    private static void serve(Socket socket) {
      String peer = socket.getInetAddress().getHostAddress();
      try (RawClient client = new RawClient(socket)) {
        while (!client.line().isEmpty()) {
          while (!client.line().isEmpty()) {
            // the rest of the head
          }
          client.send("HTTP/1.1 200 OK\r\ncontent-length: " + peer.length() + "\r\n\r\n" + peer);
        }
      } catch (IOException gone) {
        // the test's own side judges
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
