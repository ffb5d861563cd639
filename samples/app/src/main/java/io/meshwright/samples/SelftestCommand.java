package io.meshwright.samples;

import io.meshwright.samples.server.Identity;
import io.meshwright.samples.server.Ports;
import io.meshwright.samples.server.SampleServer;
import io.meshwright.samples.server.ServerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Client and server in one process, once: it also shows the JVM which classes to keep ready. */
@Command(name = "selftest", description = "Starts a server, asks it by each client, and ends.")
final class SelftestCommand implements Callable<Integer> {

  private final Samples samples;

  SelftestCommand(Samples samples) {
    this.samples = samples;
  }

  @Override
  public Integer call() throws IOException {
    ServerConfig config =
        new ServerConfig(
            new Identity("selftest", "v1", "local", ""),
            new Ports(0, 0, 0, 0, 0),
            null,
            Duration.ZERO);
    try (SampleServer server = SampleServer.start(config)) {
      Ports ports = server.ports();
      String url = "http://localhost:" + ports.http() + "/";
      int worst = 0;
      for (String line :
          List.of(
              "client get " + url + "headers --header x-selftest:yes",
              "client until " + url,
              "client tcp localhost:" + ports.tcp() + " selftest",
              "client talk --greeted localhost:" + ports.greeting() + " selftest",
              "client http2 " + url,
              "client websocket ws://localhost:" + ports.http() + "/ws selftest",
              "client grpc localhost:" + ports.grpc() + " --shape TALK",
              "client --url " + url + " --rps 200 --duration 1s --body-bytes 10")) {
        worst = Math.max(worst, samples.run(line.split(" ")));
      }
      return worst;
    }
  }
}
