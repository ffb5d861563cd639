package io.meshwright.e2e.process;

import static io.meshwright.e2e.process.PodSpec.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.meshwright.e2e.process.FaultyLink.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each protocol meets each failure of an application behind two proxies: the client hears of it
 * instead of waiting, and what comes next is served as if nothing had been.
 */
@Tag("process")
@Tag("after-0.1.0")
@Tag("full")
final class FailureMatrixIT {
  /** The application of a service's port listens so much above it. */
  private static final int BEHIND = 1000;

  private static final String MARKER = "marker";
  private static final String FAILED = "failed";

  @AutoClose private static ProcessMesh mesh;
  private static Pod client;
  private static Pod server;
  private static Service service;

  /** What a port's application and its clients speak. */
  enum Protocol {
    HTTP("http", 8080),
    GRPC("grpc", 8081),
    WEB_SOCKET("http-ws", 8082),
    TCP("tcp", 8083),
    SERVER_FIRST("tcp-greeting", 8084),
    UNDECLARED("other", 8085);

    private final String portName;
    private final int port;

    Protocol(String portName, int port) {
      this.portName = portName;
      this.port = port;
    }
  }

  @BeforeAll
  static void startMesh() {
    mesh = ProcessMesh.start(FailureMatrixIT.class);
    service =
        mesh.service(
            "app",
            Arrays.stream(Protocol.values())
                .map(p -> new Service.Port(p.portName, p.port))
                .toList());
    client = mesh.add(pod("client").sidecar(Sidecar.Kind.MESHWRIGHT));
    server = mesh.add(pod("app").sidecar(Sidecar.Kind.MESHWRIGHT));
    server.http(Protocol.HTTP.port + BEHIND);
    server.grpcEcho(Protocol.GRPC.port + BEHIND);
    server.accept(Protocol.WEB_SOCKET.port + BEHIND, FailureMatrixIT::upgrade);
    for (Protocol tcp : List.of(Protocol.TCP, Protocol.SERVER_FIRST, Protocol.UNDECLARED)) {
      server.tcpEcho(tcp.port + BEHIND);
    }
    mesh.awaitReady();
    for (Protocol protocol : Protocol.values()) {
      String cluster = "outbound|" + protocol.port + "||" + service.host();
      client.sidecar().awaitConfig(cluster, dump -> dump.endpoints().contains(cluster));
    }
  }

  static Stream<Arguments> protocolsAndFailures() {
    return Arrays.stream(Protocol.values())
        .flatMap(
            protocol ->
                Arrays.stream(Failure.values()).map(failure -> Arguments.of(protocol, failure)));
  }

  @ParameterizedTest
  @MethodSource("protocolsAndFailures")
  void clientHearsOfTheFailureAndIsServedAfterIt(Protocol protocol, Failure failure) {
    String served = expected(protocol);
    try (FaultyLink link = FaultyLink.start(server, protocol.port, protocol.port + BEHIND)) {
      assertThat(ask(protocol)).as("before").isEqualTo(served);

      link.fail(failure);
      assertThat(ask(protocol)).isEqualTo(failure.harmless() ? served : FAILED);
    }
    try (FaultyLink _ = FaultyLink.start(server, protocol.port, protocol.port + BEHIND)) {
      assertThat(ask(protocol)).as("afterwards").isEqualTo(served);
    }
  }

  private static String expected(Protocol protocol) {
    return switch (protocol) {
      case HTTP -> "200 app";
      case GRPC, WEB_SOCKET -> MARKER;
      case TCP, SERVER_FIRST, UNDECLARED -> TcpEchoApp.GREETING + MARKER + TcpEchoApp.FAREWELL;
    };
  }

  /** What the client gets; that it has failed, if that is something else or breaks off. */
  private static String ask(Protocol protocol) {
    try {
      String answer = answer(protocol);
      return answer.equals(expected(protocol)) ? answer : FAILED;
    } catch (IOException | UncheckedIOException | StatusRuntimeException failure) {
      return FAILED;
    }
  }

  private static String answer(Protocol protocol) throws IOException {
    return switch (protocol) {
      case HTTP -> {
        HttpAnswer answer = client.get(service.v4(), protocol.port, "app:" + protocol.port).send();
        yield answer.status() + " " + answer.pod();
      }
      case GRPC -> {
        Service port = service.only(protocol.port);
        try (GrpcEcho.Client grpc = new GrpcEcho.Client(client, port)) {
          yield grpc.say(MARKER);
        }
      }
      case WEB_SOCKET -> upgraded(protocol.port);
      case TCP, UNDECLARED -> {
        try (Socket socket = client.connect(service.v4(), protocol.port)) {
          yield TcpEchoApp.conversation(socket, MARKER);
        }
      }
      case SERVER_FIRST -> {
        try (Socket socket = client.connect(service.v4(), protocol.port)) {
          byte[] greeting = socket.getInputStream().readNBytes(TcpEchoApp.GREETING.length());
          yield new String(greeting, StandardCharsets.US_ASCII)
              + TcpEchoApp.conversation(socket, MARKER);
        }
      }
    };
  }

  /** Asks for a WebSocket, whose messages the proxies relay without looking at them. */
  private static String upgraded(int port) throws IOException {
    try (Socket socket = client.connect(service.v4(), port)) {
      new HttpMessage(
              "GET /ws HTTP/1.1",
              Map.of("host", "app", "connection", "Upgrade", "upgrade", "websocket"),
              "")
          .writeHeadTo(socket.getOutputStream());
      InputStream in = socket.getInputStream();
      HttpMessage.readSwitch(in);
      socket.getOutputStream().write(MARKER.getBytes(StandardCharsets.US_ASCII));
      return new String(in.readNBytes(MARKER.length()), StandardCharsets.US_ASCII);
    }
  }

  /** Accepts any upgrade and sends back what comes after it. */
  private static void upgrade(Socket socket) throws IOException {
    if (HttpMessage.readRequest(socket.getInputStream()).isPresent()) {
      new HttpMessage(
              "HTTP/1.1 101 Switching Protocols",
              Map.of("connection", "Upgrade", "upgrade", "websocket"),
              "")
          .writeHeadTo(socket.getOutputStream());
      socket.getInputStream().transferTo(socket.getOutputStream());
    }
  }
}
