package io.meshwright.proxy.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A server that does with each connection what a test says, on virtual threads. */
public final class Upstream implements AutoCloseable {
  private final ServerSocket server;
  private final Script script;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final List<String> heads = new CopyOnWriteArrayList<>();

  /** What is done with a connection. */
  @FunctionalInterface
  public interface Script {
    void serve(Upstream upstream, RawClient client) throws IOException;
  }

  public Upstream(Script script) throws IOException {
    this(new ServerSocket(0, 1024, Gen.LOOPBACK), script);
  }

  /** Accepts from a socket, which it closes. */
  public Upstream(ServerSocket server, Script script) {
    this.script = script;
    this.server = server;
    Thread.ofVirtual().start(this::accept);
  }

  /** Answers each request with a name and what came as a body. */
  public static Upstream echo(String name) throws IOException {
    return new Upstream(
        (upstream, client) -> {
          while (true) {
            String head = upstream.head(client);
            if (head.isEmpty()) {
              return;
            }
            String body = upstream.body(client, head);
            boolean isHead = head.startsWith("HEAD");
            client.send(
                "HTTP/1.1 200 OK\r\ncontent-length: "
                    + (name.length() + body.length())
                    + "\r\nx-upstream: "
                    + name
                    + "\r\n\r\n"
                    + (isHead ? "" : name + body));
          }
        });
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = server.accept();
        connections.incrementAndGet();
        Thread.ofVirtual()
            .start(
                () -> {
                  try (RawClient client = new RawClient(socket)) {
                    script.serve(this, client);
                  } catch (IOException _) {
                    // the proxy went away, or the test is over
                  } finally {
                    ended.incrementAndGet();
                  }
                });
      } catch (IOException _) {
        return;
      }
    }
  }

  /** Reads a request's head; empty at the end of the connection. */
  public String head(RawClient client) throws IOException {
    StringBuilder head = new StringBuilder();
    String line = client.line();
    while (!line.isEmpty()) {
      head.append(line).append('\n');
      line = client.line();
    }
    if (!head.isEmpty()) {
      requests.incrementAndGet();
      heads.add(head.toString());
    }
    return head.toString();
  }

  /** Reads a request's body by its length or its chunks. */
  public String body(RawClient client, String head) throws IOException {
    RawClient.Response parsed = new RawClient.Response(0, head, "");
    if (parsed.header("transfer-encoding").equals("chunked")) {
      StringBuilder body = new StringBuilder();
      int size = Integer.parseInt(client.line(), 16);
      while (size > 0) {
        body.append(client.bytes(size));
        client.line();
        size = Integer.parseInt(client.line(), 16);
      }
      String trailer = client.line();
      while (!trailer.isEmpty()) {
        body.append('[').append(trailer).append(']');
        trailer = client.line();
      }
      return body.toString();
    }
    String length = parsed.header("content-length");
    return length.isEmpty() ? "" : client.bytes(Integer.parseInt(length));
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  public int connections() {
    return connections.get();
  }

  public int requests() {
    return requests.get();
  }

  /** How many connections were closed on this side. */
  public int ended() {
    return ended.get();
  }

  /** Waits until that many heads of requests came. */
  public void awaitRequests(int count) {
    Awaitility.await().until(() -> requests.get() >= count);
  }

  /** The heads of all requests so far. */
  public List<String> heads() {
    return heads;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
