package io.meshwright.samples;

import io.meshwright.samples.capture.Capture;
import io.meshwright.samples.capture.CaptureConfig;
import io.meshwright.samples.client.LoadClient;
import io.meshwright.samples.client.LoadConfig;
import io.meshwright.samples.client.OneShot;
import io.meshwright.samples.server.SampleServer;
import io.meshwright.samples.server.ServerConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Entry point: reads the command line and becomes the server, a client or a capture. */
public final class Samples {

  private static final String USAGE =
      """
      usage: samples server [--name NAME] [--version VERSION] [--port 8080] [--tcp-port 9000] [--drain 5s]
             samples client --url URL [--rps 100] [--duration 10s] [--connections 8] [--timeout 5s]
                            [--method GET] [--header 'NAME: VALUE']... [--body-bytes 0]
             samples client get URL [--method GET] [--header 'NAME: VALUE']... [--timeout 5s]
             samples client until URL [--timeout 5s]
             samples client tcp HOST:PORT TEXT [--timeout 5s]
             samples capture --marker TEXT [--interface eth0] [--duration 10s]
             samples selftest
      The server also reads its flags from the environment: NAME, VERSION, PORT, TCP_PORT, DRAIN.""";

  private static final int LAST_ANSWERS_SECONDS = 10;

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  Samples(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = Map.copyOf(environment);
    this.out = out;
    this.err = err;
  }

  public static void main(String[] arguments) {
    int status = new Samples(System.getenv(), System.out, System.err).run(List.of(arguments));
    if (status != 0) {
      System.exit(status);
    }
  }

  /** Returns the exit status: 0, 1 for a failed request, 2 for a wrong command line. */
  int run(List<String> arguments) {
    try {
      return switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
        case "server" -> serve(arguments.subList(1, arguments.size()));
        case "client" -> request(arguments.subList(1, arguments.size()));
        case "capture" -> capture(arguments.subList(1, arguments.size()));
        case "selftest" -> selftest();
        default ->
            throw new UsageException(List.of("say 'server', 'client', 'capture' or 'selftest'"));
      };
    } catch (UsageException e) {
      e.problems().forEach(err::println);
      err.println(USAGE);
      return 2;
    } catch (IOException e) {
      err.println(e);
      return 1;
    }
  }

  /** Returns once the server listens; its threads keep the process alive until SIGTERM. */
  private int serve(List<String> arguments) throws IOException {
    ServerConfig config = ServerConfig.parse(Flags.parse(arguments, environment));
    SampleServer server = SampleServer.start(config);
    Runtime.getRuntime().addShutdownHook(new Thread(server::drainAndStop, "drain"));
    out.println(config.name() + " " + config.version() + " listens on " + server.address());
    return 0;
  }

  /** Returns when the time is over, or ends with its result at SIGTERM. */
  private int capture(List<String> arguments) throws IOException {
    Capture capture = new Capture(CaptureConfig.parse(Flags.parse(arguments, Map.of())));
    Runtime.getRuntime().addShutdownHook(new Thread(capture::end, "end"));
    capture.run(out);
    return 0;
  }

  /** Client and server in one process, once: it also shows the JVM which classes to keep ready. */
  private int selftest() throws IOException {
    ServerConfig config = new ServerConfig("selftest", "v1", "local", 0, 0, Duration.ZERO);
    try (SampleServer server = SampleServer.start(config)) {
      String url = "http://localhost:" + server.address().getPort() + "/";
      String tcp = "localhost:" + server.tcpAddress().getPort();
      int worst = 0;
      for (List<String> arguments :
          List.of(
              List.of("get", url + "headers", "--header", "x-selftest: yes"),
              List.of("tcp", tcp, "selftest"),
              List.of("--url", url, "--rps", "200", "--duration", "1s", "--body-bytes", "10"))) {
        worst = Math.max(worst, request(arguments));
      }
      return worst;
    }
  }

  /** On SIGTERM a load ends early, and says what it saw until then. */
  private void stop(LoadClient load, CountDownLatch said) {
    load.stop();
    try {
      if (!said.await(LAST_ANSWERS_SECONDS, TimeUnit.SECONDS)) {
        err.println("ended without the last answers");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private int request(List<String> arguments) throws IOException {
    Flags flags = Flags.parse(arguments, Map.of());
    if (!flags.words().isEmpty()) {
      return OneShot.parse(flags).run(out);
    }
    LoadClient load = new LoadClient(LoadConfig.parse(flags));
    CountDownLatch said = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(load, said), "stop"));
    out.println(load.run().toJson());
    said.countDown();
    return 0;
  }
}
