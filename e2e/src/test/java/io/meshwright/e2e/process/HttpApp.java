package io.meshwright.e2e.process;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An application that says which version of it answered, and what it was asked: the body of each
 * response is the request's head as it arrived. A path chooses another behaviour:
 *
 * <ul>
 *   <li>{@code /status/503}: this status;
 *   <li>{@code /hang}: no answer, ever; the connection ends when the peer closes it.
 * </ul>
 *
 * Runs in the test's JVM, on sockets of the pod's namespace.
 */
final class HttpApp implements AutoCloseable {
  static final String VERSION = "x-app-version";
  static final String POD = "x-app-pod";

  private final Map<String, String> answerHeaders;
  private final AtomicInteger requests = new AtomicInteger();
  private final Acceptor acceptor;

  private HttpApp(ServerSocket listener, String pod, String version) {
    this.answerHeaders = Map.of(POD, pod, VERSION, version);
    this.acceptor = Acceptor.start(listener, this::serve);
  }

  static HttpApp start(NetworkNamespace namespace, int port, String pod, String version) {
    return new HttpApp(namespace.listen(port), pod, version);
  }

  /** How many connections were accepted since the start. */
  int acceptedConnections() {
    return acceptor.accepted();
  }

  /** How many requests arrived since the start. */
  int receivedRequests() {
    return requests.get();
  }

  @Override
  public void close() {
    acceptor.close();
  }

  private void serve(Socket socket) throws IOException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    Optional<HttpMessage> request = HttpMessage.readRequest(in);
    while (request.isPresent()) {
      requests.incrementAndGet();
      if (path(request.get()).equals("/hang")) {
        in.transferTo(OutputStream.nullOutputStream());
        return;
      }
      answer(request.get(), answerHeaders).writeTo(socket.getOutputStream());
      request = request.get().keepsAlive() ? HttpMessage.readRequest(in) : Optional.empty();
    }
  }

  static HttpMessage answer(HttpMessage request, Map<String, String> answerHeaders) {
    String path = path(request);
    String status = path.startsWith("/status/") ? path.substring("/status/".length()) : "200";
    StringBuilder seen = new StringBuilder(request.start()).append('\n');
    new TreeMap<>(request.headers())
        .forEach((name, value) -> seen.append(name).append(": ").append(value).append('\n'));
    return new HttpMessage("HTTP/1.1 " + status + " Chosen", answerHeaders, seen.toString());
  }

  private static String path(HttpMessage request) {
    return request.startPart(1);
  }
}
