package io.meshwright.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.meshwright.proxy.config.FileMode;
import io.meshwright.proxy.dataplane.NettyDataPlaneFactory;
import io.meshwright.proxy.pem.Pem;
import io.meshwright.proxy.snapshot.DataPlane;
import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.proxy.testing.NoDataPlane;
import io.meshwright.proxy.testing.TestCa;
import io.meshwright.proxy.testing.Upstream;
import io.meshwright.proxy.worker.Transport;
import io.meshwright.xds.ConfigException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileAssemblyTest {
  @TempDir private Path directory;

  private Path write(String yaml) throws IOException {
    return Files.writeString(directory.resolve("envoy.yaml"), yaml);
  }

  private static FileAssembly start(Path file, DataPlane.Factory dataPlanes) throws Exception {
    return FileAssembly.start(
        FileMode.read(List.of("--config=" + file, "--concurrency", "1")),
        "1.2.3",
        dataPlanes,
        InstantSource.system(),
        new Random(1),
        () -> {});
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String get(int port, String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              BodyHandlers.ofString())
          .body();
    }
  }

  /** A proxy in plaintext, then one over mutual TLS in front of it, both in one file. */
  @Test
  void servesHttpAndMutualTlsFromOneFile() throws Exception {
    TestCa ca = new TestCa();
    Secret.Identity identity = ca.identity("spiffe://mesh/ns/a/sa/b");
    Path chain = directory.resolve("chain.pem");
    Path key = directory.resolve("key.pem");
    Path roots = directory.resolve("roots.pem");
    Files.writeString(chain, Pem.encode("CERTIFICATE", identity.chain().getFirst().getEncoded()));
    Files.writeString(key, Pem.encode("PRIVATE KEY", identity.key().getEncoded()));
    Files.writeString(roots, Pem.encode("CERTIFICATE", ca.roots().roots().getFirst().getEncoded()));
    int port = freePort();
    int tlsPort = freePort();
    int admin = freePort();
    try (Upstream upstream = Upstream.echo("origin");
        FileAssembly proxy =
            start(
                write(
                    Files.readString(Path.of("src/test/resources/bootstrap/mtls.yaml"))
                        .replace("PLAIN_PORT", "" + port)
                        .replace("ADMIN_PORT", "" + admin)
                        .replace("TLS_PORT", "" + tlsPort)
                        .replace("ORIGIN_PORT", "" + upstream.address().getPort())
                        .replace("DIRECTORY", directory.toString())),
                new NettyDataPlaneFactory(Transport.available()))) {
      assertThat(proxy).isNotNull();
      Awaitility.await().until(() -> get(admin, "/ready").equals("LIVE\n"));
      assertThat(get(port, "/here")).isEqualTo("origin");
      assertThat(get(port, "/direct")).isEqualTo("said");
      assertThat(upstream.heads().getFirst()).contains("x-through: tls");
      assertThat(get(admin, "/config_dump"))
          .contains("\"name\": \"listener_1\"", "W3JlZGFjdGVkXQ==")
          .doesNotContain(Base64.getEncoder().encodeToString(Files.readAllBytes(key)));
    }
  }

  /** The name is one of /etc/hosts. */
  @Test
  void namesAreResolvedByTheSystemsMeans() throws Exception {
    int port = freePort();
    try (Upstream upstream = Upstream.echo("origin");
        FileAssembly proxy =
            start(
                write(
                    """
                    static_resources:
                      clusters:
                      - name: named
                        type: STRICT_DNS
                        dns_lookup_family: V4_ONLY
                        load_assignment:
                          endpoints:
                          - lb_endpoints:
                            - endpoint:
                                address:
                                  socket_address: {address: localhost, port_value: ORIGIN_PORT}
                      listeners:
                      - address: {socket_address: {address: 127.0.0.1, port_value: OWN_PORT}}
                        filter_chains:
                        - filters:
                          - name: tcp
                            typed_config:
                              "@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy
                              stat_prefix: tcp
                              cluster: named
                    """
                        .replace("ORIGIN_PORT", "" + upstream.address().getPort())
                        .replace("OWN_PORT", "" + port)),
                new NettyDataPlaneFactory(Transport.available()))) {
      assertThat(proxy).isNotNull();
      Awaitility.await()
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(get(port, "/")).isEqualTo("origin"));
    }
  }

  @Test
  void socketsOfTheFileSystemStandForPorts() throws Exception {
    int port = freePort();
    try (Upstream upstream = Upstream.echo("origin");
        FileAssembly proxy =
            start(
                write(
                    Files.readString(Path.of("src/test/resources/bootstrap/pipe.yaml"))
                        .replace("ORIGIN_PORT", "" + upstream.address().getPort())
                        .replace("OWN_PORT", "" + port)
                        .replace("DIRECTORY", directory.toString())),
                new NettyDataPlaneFactory(Transport.available()))) {
      assertThat(proxy).isNotNull();
      Awaitility.await()
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(get(port, "/")).isEqualTo("origin"));
      assertThat(upstream.heads().getFirst()).doesNotContainIgnoringCase("x-forwarded-for");
    }
  }

  @Test
  void allProblemsOfAFileAreNamedAtOnce() throws Exception {
    Path file =
        write(
            """
            dynamic_resources: {}
            static_resources:
              clusters:
              - {name: a, type: EDS, colour: red}
              listeners:
              - name: in
                address: {socket_address: {address: 127.0.0.1, port_value: 1}}
                freebind: true
            """);
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> start(file, (_, _, _) -> new NoDataPlane()))
        .withMessageContainingAll(
            file + ": dynamic_resources: found a value",
            file + ": static_resources.clusters[0].colour: found an unknown field",
            file + ": static_resources.listeners[0].freebind: found a value");
  }

  @Test
  void whatOnlyAControlPlaneCouldSendIsRefused() throws Exception {
    Path file =
        write(
            """
            static_resources:
              clusters:
              - {name: a, type: EDS, eds_cluster_config: {eds_config: {ads: {}}}}
              - name: b
                type: STATIC
                transport_socket:
                  name: tls
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
                    common_tls_context: {validation_context_sds_secret_config: {name: roots}}
            """);
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> start(file, (_, _, _) -> new NoDataPlane()))
        .withMessageContainingAll(
            "Cluster a: type: found EDS, expected a type without a control plane",
            "Cluster b: sds: found roots, expected a secret of static_resources");
  }

  @Test
  void aFileThatIsNoYamlIsNamedWithItsLine() throws Exception {
    Path file = write("static_resources: [\nx: }");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> start(file, (_, _, _) -> new NoDataPlane()))
        .withMessageContainingAll(file.toString(), "line 2", "expected YAML");
  }

  @Test
  void theCommandLineIsCheckedAsAWhole() {
    String usage = "--config FILE [--concurrency N] [--transport epoll|io_uring]";
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () ->
                FileMode.read(
                    List.of(
                        "--config", "f", "--concurrency", "many", "-x", "1", "--transport", "x")))
        .withMessage(
            "command line: found --concurrency many, expected "
                + usage
                + "; command line: found -x, expected "
                + usage
                + "; command line: found --transport x, expected "
                + usage);
    assertThat(FileMode.asked(List.of("sidecar", "--domain", "x"))).isFalse();
  }

  @Test
  void epollIsUsedUnlessIoUringIsAskedFor() throws Exception {
    assertThat(FileMode.read(List.of("--config", "f")).ioUring()).isFalse();
    assertThat(FileMode.read(List.of("--config", "f", "--transport", "io_uring")).ioUring())
        .isTrue();
  }
}
