package io.meshwright.e2e.process;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A client in a pod that asks an application in the words of its protocol, and says whether it got
 * the whole answer.
 *
 * @param address where the applications of all ports are dialled
 * @param host what the client calls it
 * @param tls of clients that encrypt
 */
record ProtocolClient(Pod pod, InetAddress address, String host, SSLSocketFactory tls) {
  /** Instead of the answer. */
  static final String FAILED = "failed";

  private static final String MARKER = "marker";

  /** What is spoken. */
  enum Protocol {
    HTTP,
    GRPC,
    WEB_SOCKET,
    TCP,
    SERVER_FIRST,
    TLS
  }

  /** The whole answer of the applications that {@link FailureMatrixIT} starts. */
  static String expected(Protocol protocol) {
    return switch (protocol) {
      case HTTP -> "200";
      case GRPC, WEB_SOCKET, TLS -> MARKER;
      case TCP, SERVER_FIRST -> TcpEchoApp.GREETING + MARKER;
    };
  }

  /** What the client gets; that it has failed, if that is something else or breaks off. */
  String ask(Protocol protocol, int port) {
    try {
      String answer = answer(protocol, port);
      return answer.equals(expected(protocol)) ? answer : FAILED;
    } catch (IOException | UncheckedIOException | StatusRuntimeException failure) {
      return FAILED;
    }
  }

  private String answer(Protocol protocol, int port) throws IOException {
    return switch (protocol) {
      case HTTP -> {
        HttpAnswer answer = pod.get(address, port, host + ":" + port).send();
        yield Integer.toString(answer.status());
      }
      case GRPC -> {
        try (GrpcEcho.Client grpc =
            new GrpcEcho.Client(
                pod.namespace(), new InetSocketAddress(address, port), host + ":" + port)) {
          yield grpc.say(MARKER);
        }
      }
      case WEB_SOCKET -> upgraded(port);
      case TCP -> {
        try (Socket socket = pod.connect(address, port)) {
          yield conversation(socket);
        }
      }
      case SERVER_FIRST -> {
        try (Socket socket = pod.connect(address, port)) {
          yield read(socket, TcpEchoApp.GREETING.length()) + echo(socket);
        }
      }
      case TLS -> {
        try (SSLSocket socket =
            (SSLSocket) tls.createSocket(pod.connect(address, port), host, port, true)) {
          yield echo(socket);
        }
      }
    };
  }

  /** Speaks and ends before it listens. */
  private static String conversation(Socket socket) throws IOException {
    String all = TcpEchoApp.conversation(socket, MARKER);
    return all.endsWith(TcpEchoApp.FAREWELL)
        ? all.substring(0, all.length() - TcpEchoApp.FAREWELL.length())
        : FAILED;
  }

  /** Asks for a WebSocket, whose messages the proxies relay without looking at them. */
  private String upgraded(int port) throws IOException {
    try (Socket socket = pod.connect(address, port)) {
      new HttpMessage(
              "GET /ws HTTP/1.1",
              Map.of("host", host, "connection", "Upgrade", "upgrade", "websocket"),
              "")
          .writeHeadTo(socket.getOutputStream());
      InputStream in = socket.getInputStream();
      HttpMessage.readSwitch(in);
      return echo(socket);
    }
  }

  private static String echo(Socket socket) throws IOException {
    say(socket);
    return read(socket, MARKER.length());
  }

  private static void say(Socket socket) throws IOException {
    socket.getOutputStream().write(MARKER.getBytes(StandardCharsets.US_ASCII));
  }

  private static String read(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
  }
}
