package io.meshwright.samples.capture;

import java.io.IOException;
import java.io.PrintStream;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;

/** Counts what one interface sends and receives, until its time is over or somebody ends it. */
final class Capture {

  private final CaptureConfig config;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean ending;

  Capture(CaptureConfig config) {
    this.config = config;
  }

  /**
   * Prints {@code capturing NAME} as soon as no packet is missed any more, and at the end one line
   * of JSON: {@code packets}, those of them that were {@code marked}, and how many were {@code
   * dropped} unseen.
   */
  void run(PrintStream out) throws IOException {
    try {
      NetworkInterface device = NetworkInterface.getByName(config.networkInterface());
      if (device == null) {
        throw new IOException("no interface " + config.networkInterface());
      }
      PacketTally tally = new PacketTally(config.marker().getBytes(StandardCharsets.UTF_8));
      byte[] packet = new byte[PacketSocket.LARGEST_PACKET];
      try (PacketSocket socket = PacketSocket.open(device.getIndex())) {
        out.println("capturing " + config.networkInterface());
        long start = System.nanoTime();
        while (!ending && System.nanoTime() - start < config.duration().toNanos()) {
          OptionalInt length = socket.receive(packet);
          length.ifPresent(bytes -> tally.add(packet, bytes));
        }
        out.println(tally.toJson(socket.dropped()));
      }
    } finally {
      done.countDown();
    }
  }

  /** Lets {@link #run}, on another thread, come to its end now, and returns when it has. */
  void end() {
    ending = true;
    try {
      done.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
