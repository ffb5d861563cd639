package io.meshwright.e2e.mesh;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.meshwright.e2e.cluster.TestNamespace;
import io.meshwright.e2e.tls.Authority;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Requests over TLS from outside of the cluster to one of its pods, as its host is called there.
 */
final class IngressDial implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 20_000;

  private final LocalPortForward forward;
  private final Authority authority;

  private IngressDial(LocalPortForward forward, Authority authority) {
    this.forward = forward;
    this.authority = authority;
  }

  /** To a port of a pod, which must show a certificate of the authority. */
  static IngressDial to(TestNamespace namespace, Pod pod, int port, Authority authority) {
    return new IngressDial(namespace.client().pods().resource(pod).portForward(port), authority);
  }

  /**
   * The status line of the answer to a request for {@code /}.
   *
   * @param own what the client shows; null: nothing
   */
  String get(String host, @Nullable X509Bundle own) throws IOException {
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), forward.getLocalPort())) {
      plain.setSoTimeout(PATIENCE_MILLIS);
      try (SSLSocket socket = authority.handshake(plain, host, own)) {
        String request = "GET / HTTP/1.1\r\nhost: %s\r\nconnection: close\r\n\r\n".formatted(host);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return answer.lines().findFirst().orElseThrow(() -> new IOException("no answer"));
      }
    }
  }

  @Override
  public void close() throws IOException {
    forward.close();
  }
}
