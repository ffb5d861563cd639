package io.meshwright.samples.server;

import io.meshwright.samples.Bounds;
import io.meshwright.samples.DurationConverter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code server}: the service, until SIGTERM. */
@Command(
    name = "server",
    description =
        "Serves HTTP (1.1, 2 with prior knowledge, WebSocket at /ws), gRPC and TCP echo. Options"
            + " can be given in the environment, too: --tcp-port as TCP_PORT.")
@SuppressWarnings("NullAway.Init") // set by picocli
public final class ServerCommand implements Callable<Integer> {

  private static final int MOST_PORT = 65_535;
  private static final Duration MOST_DRAIN = Duration.ofMinutes(5);

  private final PrintStream out;

  @Spec private CommandSpec spec;

  @Option(names = "--name", defaultValue = "echo", description = "the service, in each answer")
  private String name;

  @Option(names = "--version", defaultValue = "v1", description = "its version, in each answer")
  private String version;

  @Option(
      names = {"--pod-name", "--hostname"},
      paramLabel = "NAME",
      defaultValue = "localhost",
      description = "the instance, in each answer")
  private String pod;

  @Option(
      names = "--zone",
      defaultValue = "",
      showDefaultValue = Visibility.NEVER,
      description = "where the instance runs, in each answer")
  private String zone;

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description = "of the application itself, in PEM; with --tls-key")
  private @Nullable Path certificate;

  @Option(names = "--tls-key", paramLabel = "FILE", description = "in PEM (PKCS#8)")
  private @Nullable Path key;

  private int port;
  private int grpcPort;
  private int tcpPort;
  private int greetingPort;
  private int tlsPort;
  private Duration drain;

  /** {@code out} is told when the server listens. */
  public ServerCommand(PrintStream out) {
    this.out = out;
  }

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "HTTP; 0 takes a free one")
  void port(int found) {
    port = Bounds.check(spec, "--port", found, 0, MOST_PORT);
  }

  @Option(
      names = "--tcp-port",
      paramLabel = "PORT",
      defaultValue = "9000",
      description = "TCP echo; 0 takes a free one")
  void tcpPort(int found) {
    tcpPort = Bounds.check(spec, "--tcp-port", found, 0, MOST_PORT);
  }

  @Option(
      names = "--grpc-port",
      paramLabel = "PORT",
      defaultValue = "9090",
      description = "gRPC; 0 takes a free one")
  void grpcPort(int found) {
    grpcPort = Bounds.check(spec, "--grpc-port", found, 0, MOST_PORT);
  }

  @Option(
      names = "--greeting-port",
      paramLabel = "PORT",
      defaultValue = "9001",
      description = "TCP echo that speaks first; 0 takes a free one")
  void greetingPort(int found) {
    greetingPort = Bounds.check(spec, "--greeting-port", found, 0, MOST_PORT);
  }

  @Option(
      names = "--tls-port",
      paramLabel = "PORT",
      defaultValue = "8443",
      description = "HTTP over TLS, if there is a certificate; 0 takes a free one")
  void tlsPort(int found) {
    tlsPort = Bounds.check(spec, "--tls-port", found, 0, MOST_PORT);
  }

  @Option(
      names = "--drain",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "5s",
      description = "how long it goes on accepting after SIGTERM")
  void drain(Duration found) {
    drain = Bounds.check(spec, "--drain", found, MOST_DRAIN);
  }

  /** What the options say. */
  ServerConfig config() {
    Path chain = certificate;
    Path secret = key;
    if ((chain == null) != (secret == null)) {
      throw new ParameterException(
          spec.commandLine(), "Missing: one of --tls-certificate and --tls-key");
    }
    return new ServerConfig(
        new Identity(name, version, pod, zone),
        new Ports(port, grpcPort, tcpPort, greetingPort, tlsPort),
        chain == null || secret == null ? null : new TlsFiles(chain, secret),
        drain);
  }

  /** Returns once the server listens; its threads keep the process alive until SIGTERM. */
  @Override
  public Integer call() throws IOException {
    SampleServer server = SampleServer.start(config());
    Runtime.getRuntime().addShutdownHook(new Thread(server::drainAndStop, "drain"));
    out.println(name + " " + version + " listens on " + server.ports());
    return 0;
  }
}
