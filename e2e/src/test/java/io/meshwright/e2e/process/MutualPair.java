package io.meshwright.e2e.process;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Two pods with proxies, ours unless said otherwise, which run on files, with mutual TLS between
 * them: a client, and a server of HTTP/1.1 and gRPC, or of what the test says. Ours have the
 * options of their image.
 */
final class MutualPair implements AutoCloseable {
  private static final int HTTP_PORT = 9080;
  private static final int GRPC_PORT = 9090;
  private static final String WORD = "hello";

  private final Deque<AutoCloseable> parts;
  private final Pod client;
  private final Pod server;

  private MutualPair(Deque<AutoCloseable> parts, Pod client, Pod server) {
    this.parts = parts;
    this.client = client;
    this.server = server;
  }

  /** One request at a time through both proxies. */
  interface Sender extends PacedLoad.Exchange, AutoCloseable {
    @Override
    void close();
  }

  /** Starts it with HTTP/1.1 and gRPC, and waits until both proxies serve. */
  static MutualPair start(Class<?> test) {
    return start(
        test,
        "soak",
        server -> {
          server.http(HTTP_PORT);
          server.grpcEcho(GRPC_PORT);
        });
  }

  /**
   * Starts it with our proxies and waits until both serve.
   *
   * @param files {@code FILES-client.yaml} and {@code FILES-server.yaml} are the proxies' files, in
   *     which {@code ${directory}} has the pod's certificate and {@code ${server}} is the server's
   *     address
   * @param applications starts those of the server
   */
  static MutualPair start(Class<?> test, String files, Consumer<Pod> applications) {
    Sidecar.Kind ours = Sidecar.Kind.MESHWRIGHT;
    return start(test, files, new Kinds(ours, ours), applications);
  }

  /** Whose proxies the two are. */
  record Kinds(Sidecar.Kind client, Sidecar.Kind server) {}

  /** The same with proxies of these kinds. */
  static MutualPair start(Class<?> test, String files, Kinds kinds, Consumer<Pod> applications) {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try {
      Fabric fabric = Fabric.create();
      parts.push(fabric);
      WorkDirectory directory = WorkDirectory.create();
      parts.push(directory);
      Pod client = pod("client", 1, fabric, directory);
      parts.push(client);
      Pod server = pod("server", 2, fabric, directory);
      parts.push(server);
      applications.accept(server);
      X509Bundle root = root();
      Path logs = Checkout.logs(test);
      for (Pod pod : new Pod[] {server, client}) {
        identify(pod, root);
        Path bootstrap = bootstrap(files, pod, server.addresses());
        Sidecar.Kind kind = pod == server ? kinds.server() : kinds.client();
        pod.sidecar(Sidecar.start(pod, serving(kind, bootstrap), logs));
      }
      client.sidecar().awaitServing();
      server.sidecar().awaitServing();
      return new MutualPair(parts, client, server);
    } catch (RuntimeException e) {
      Cleanup.closeAll(parts);
      throw e;
    }
  }

  Pod client() {
    return client;
  }

  Pod server() {
    return server;
  }

  /** How many requests the proxies sent once more. */
  long retries() {
    return ProxyVitals.retries(client.sidecar()) + ProxyVitals.retries(server.sidecar());
  }

  /** Sends requests of HTTP/1.1 on a connection of its own. */
  Sender http() {
    HttpSender sender =
        new HttpSender(
            client.get(InetAddress.getLoopbackAddress(), HTTP_PORT, "server:" + HTTP_PORT));
    return new Sender() {
      @Override
      public void send() throws IOException {
        HttpAnswer answer = sender.send();
        if (answer.status() != 200) {
          throw new IOException("status " + answer.status() + ": " + answer.body());
        }
      }

      @Override
      public void close() {
        sender.close();
      }
    };
  }

  /** Makes calls of gRPC on a connection of its own. */
  Sender grpc() {
    GrpcEcho.Client echo =
        new GrpcEcho.Client(
            client.namespace(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), GRPC_PORT),
            "server:" + GRPC_PORT);
    return new Sender() {
      @Override
      public void send() throws IOException {
        String heard = echo.say(WORD);
        if (!heard.equals(WORD)) {
          throw new IOException("heard " + heard);
        }
      }

      @Override
      public void close() {
        echo.close();
      }
    };
  }

  @Override
  public void close() {
    Cleanup.closeAll(parts);
  }

  private static PodProcess.Spec serving(Sidecar.Kind kind, Path bootstrap) {
    return kind == Sidecar.Kind.ENVOY
        ? EnvoySidecar.serving(bootstrap)
        : MeshwrightSidecar.serving(bootstrap);
  }

  private static Pod pod(String name, int number, Fabric fabric, WorkDirectory directory) {
    return Pod.create(PodSpec.pod(name), new Addresses(Addresses.PODS, number), fabric, directory);
  }

  private static X509Bundle root() {
    try {
      return new CertificateBuilder()
          .algorithm(CertificateBuilder.Algorithm.ecp256)
          .subject("CN=root")
          .setIsCertificateAuthority(true)
          .buildSelfSigned();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes the pod's certificate, its key and the root into the pod's folder. */
  private static void identify(Pod pod, X509Bundle root) {
    try {
      X509Bundle leaf =
          new CertificateBuilder()
              .algorithm(CertificateBuilder.Algorithm.ecp256)
              .subject("CN=" + pod.spec().name())
              .addSanUriName("spiffe://cluster.local/ns/shop/sa/" + pod.spec().name())
              .buildIssuedBy(root);
      Files.writeString(pod.directory().resolve("chain.pem"), leaf.getCertificatePEM());
      Files.writeString(pod.directory().resolve("key.pem"), leaf.getPrivateKeyPEM());
      Files.writeString(pod.directory().resolve("root.pem"), root.getCertificatePEM());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path bootstrap(String files, Pod pod, Addresses server) {
    String text = Resource.text(files + "-" + pod.spec().name() + ".yaml");
    for (Map.Entry<String, String> value :
        Map.of("directory", pod.directory().toString(), "server", server.text4()).entrySet()) {
      text = text.replace("${" + value.getKey() + "}", value.getValue());
    }
    try {
      return Files.writeString(pod.directory().resolve("bootstrap.yaml"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
