package io.meshwright.samples;

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
    ServerConfig config = new ServerConfig("selftest", "v1", "local", 0, 0, Duration.ZERO);
    try (SampleServer server = SampleServer.start(config)) {
      String url = "http://localhost:" + server.address().getPort() + "/";
      String tcp = "localhost:" + server.tcpAddress().getPort();
      int worst = 0;
      for (String line :
          List.of(
              "client get " + url + "headers --header x-selftest:yes",
              "client until " + url,
              "client tcp " + tcp + " selftest",
              "client --url " + url + " --rps 200 --duration 1s --body-bytes 10")) {
        worst = Math.max(worst, samples.run(line.split(" ")));
      }
      return worst;
    }
  }
}
