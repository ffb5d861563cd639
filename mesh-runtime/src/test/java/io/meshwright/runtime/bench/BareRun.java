package io.meshwright.runtime.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The same proxies on a server that sends ready bytes: what a change costs at least. */
final class BareRun {

  private BareRun() {}

  /** How long each of so many pushes of {@code bytes} took to be acknowledged by all. */
  static List<Duration> pushes(int times, int bytes, List<String> nodes, Path log)
      throws IOException, InterruptedException {
    List<Duration> taken = new ArrayList<>();
    try (RuntimeProcess server = RuntimeProcess.bare(bytes, log);
        SimulatedFleet fleet = new SimulatedFleet()) {
      server.awaitPort();
      Arrival connected = arrival(fleet, nodes.size());
      fleet.connect(server.port(), nodes);
      connected.await();
      for (int i = 0; i < times; i++) {
        Arrival arrival = arrival(fleet, nodes.size());
        server.say("push " + i);
        taken.add(arrival.await());
      }
    }
    return taken;
  }

  private static Arrival arrival(SimulatedFleet fleet, int proxies) {
    Arrival arrival = new Arrival(proxies);
    fleet.watch((proxy, _) -> arrival.at(proxy));
    return arrival;
  }
}
