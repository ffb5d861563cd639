package io.meshwright.e2e.process;

import static io.meshwright.e2e.process.PodSpec.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.e2e.process.FaultyLink.Failure;
import io.meshwright.e2e.process.ProtocolClient.Protocol;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each protocol meets each failure of an application behind two proxies, with and without mutual
 * TLS between these: the client hears of it instead of waiting, and what comes next is served as if
 * nothing had been.
 */
@Tag("process")
@Tag("after-0.1.0")
@Tag("full")
final class FailureMatrixIT {
  /** The application of a service's port listens so much above it. */
  private static final int BEHIND = 1000;

  private static final String HOST = "app.shop.svc.cluster.local";

  @AutoClose private static ProcessMesh mesh;
  @AutoClose private static MutualPair pair;
  private static Map<Between, Way> ways;

  /** What is between the two proxies. */
  enum Between {
    PLAINTEXT,
    MUTUAL_TLS
  }

  /** How an application is reached. */
  private record Way(ProtocolClient client, Pod server) {}

  /** A port of the service, by what is declared of it. */
  enum Port {
    HTTP("http", 8080, Protocol.HTTP),
    GRPC("grpc", 8081, Protocol.GRPC),
    WEB_SOCKET("http-ws", 8082, Protocol.WEB_SOCKET),
    TCP("tcp", 8083, Protocol.TCP),
    SERVER_FIRST("tcp-greeting", 8084, Protocol.SERVER_FIRST),
    UNDECLARED("other", 8085, Protocol.TCP),
    /** The applications encrypt; the proxies go by the server name. */
    TLS_PASS_THROUGH("tls", 8086, Protocol.TLS);

    private final String portName;
    private final int number;
    private final Protocol protocol;

    Port(String portName, int number, Protocol protocol) {
      this.portName = portName;
      this.number = number;
      this.protocol = protocol;
    }

    /** Protocols that nothing is declared of, or that are encrypted anyway, are the mesh's. */
    boolean reachable(Between between) {
      return between == Between.PLAINTEXT || (this != UNDECLARED && this != TLS_PASS_THROUGH);
    }

    /** Starts the application behind it. */
    void serve(Pod server, SSLContext tls) {
      int behind = number + BEHIND;
      switch (protocol) {
        case HTTP -> server.http(behind);
        case GRPC -> server.grpcEcho(behind);
        case WEB_SOCKET -> server.accept(behind, FailureMatrixIT::upgrade);
        case TCP, SERVER_FIRST -> server.tcpEcho(behind);
        case TLS -> server.accept(behind, socket -> echo(tls, socket));
      }
    }
  }

  @BeforeAll
  static void startProxies() {
    SSLContext tls = tls();
    mesh = ProcessMesh.start(FailureMatrixIT.class);
    Service service =
        mesh.service(
            "app",
            Arrays.stream(Port.values())
                .map(port -> new Service.Port(port.portName, port.number))
                .toList());
    mesh.apply("by-server-name", byServerName());
    Pod client = mesh.add(pod("client").sidecar(Sidecar.Kind.MESHWRIGHT));
    Pod server = mesh.add(pod("app").sidecar(Sidecar.Kind.MESHWRIGHT));
    serve(server, Between.PLAINTEXT, tls);
    pair =
        MutualPair.start(
            FailureMatrixIT.class, "failure", pod -> serve(pod, Between.MUTUAL_TLS, tls));
    mesh.awaitReady();
    for (Port port : Port.values()) {
      String cluster = "outbound|" + port.number + "||" + service.host();
      client.sidecar().awaitConfig(cluster, dump -> dump.endpoints().contains(cluster));
    }
    ways =
        Map.of(
            Between.PLAINTEXT,
            new Way(new ProtocolClient(client, service.v4(), HOST, tls.getSocketFactory()), server),
            Between.MUTUAL_TLS,
            new Way(
                new ProtocolClient(
                    pair.client(), InetAddress.getLoopbackAddress(), HOST, tls.getSocketFactory()),
                pair.server()));
  }

  private static void serve(Pod server, Between between, SSLContext tls) {
    Stream.of(Port.values())
        .filter(port -> port.reachable(between))
        .forEach(port -> port.serve(server, tls));
  }

  static Stream<Arguments> portsAndFailures() {
    return Arrays.stream(Between.values())
        .flatMap(
            between ->
                Arrays.stream(Port.values())
                    .filter(port -> port.reachable(between))
                    .flatMap(
                        port ->
                            Arrays.stream(Failure.values())
                                .map(failure -> Arguments.of(between, port, failure))));
  }

  @ParameterizedTest
  @MethodSource("portsAndFailures")
  void clientHearsOfTheFailureAndIsServedAfterIt(Between between, Port port, Failure failure) {
    Way way = Objects.requireNonNull(ways.get(between));
    String served = ProtocolClient.expected(port.protocol);
    try (FaultyLink link = FaultyLink.start(way.server(), port.number, port.number + BEHIND)) {
      assertThat(ask(way, port)).as("before").isEqualTo(served);

      link.fail(failure);
      assertThat(ask(way, port)).isEqualTo(failure.harmless() ? served : ProtocolClient.FAILED);
    }
    try (FaultyLink _ = FaultyLink.start(way.server(), port.number, port.number + BEHIND)) {
      assertThat(ask(way, port)).as("afterwards").isEqualTo(served);
    }
  }

  private static String ask(Way way, Port port) {
    return way.client().ask(port.protocol, port.number);
  }

  private static String byServerName() {
    int port = Port.TLS_PASS_THROUGH.number;
    return """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: app, namespace: shop}
        spec:
          hosts: [app]
          tls:
            - match: [{port: %d, sniHosts: [%s]}]
              route: [{destination: {host: app, port: {number: %d}}}]
        """
        .formatted(port, HOST, port);
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

  private static void echo(SSLContext tls, Socket socket) throws IOException {
    try (Socket encrypted = tls.getSocketFactory().createSocket(socket, null, true)) {
      encrypted.getInputStream().transferTo(encrypted.getOutputStream());
    }
  }

  /** Of the applications that encrypt, which trust and show the same certificate. */
  private static SSLContext tls() {
    try {
      X509Bundle bundle =
          new CertificateBuilder()
              .algorithm(CertificateBuilder.Algorithm.ecp256)
              .subject("CN=app")
              .addSanDnsName(HOST)
              .setIsCertificateAuthority(true)
              .buildSelfSigned();
      TrustManagerFactory trust = bundle.toTrustManagerFactory();
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(bundle.toKeyManagerFactory().getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
