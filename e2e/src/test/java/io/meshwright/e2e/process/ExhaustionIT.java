package io.meshwright.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proxy with the options of its image, and what happens when its heap is full. */
@Tag("process")
@Tag("after-0.1.0")
final class ExhaustionIT {
  private static final int PORT = 8080;

  /** Connected while there is room; each asks once. */
  private static final int PATIENT_CLIENTS = 300;

  private static final int MORE = 20;

  /** A head that does not end, as large as heads may be. */
  private static final String HALF_A_REQUEST =
      "GET / HTTP/1.1\r\nhost: a\r\n" + ("x: " + "a".repeat(1000) + "\r\n").repeat(55);

  @Test
  void aFullHeapRefusesRequestsWithAWordAndIsServedAgainWhenItIsEmpty() throws Exception {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    List<Socket> heavy = new ArrayList<>();
    try {
      Pod pod = start(parts);
      long pid = pod.sidecar().pid();
      Deque<HttpConnection> patient = new ArrayDeque<>();
      for (int i = 0; i < PATIENT_CLIENTS; i++) {
        HttpConnection client = HttpConnection.over(connect(pod));
        parts.push(client);
        patient.add(client);
      }
      assertThat(ask(pod, patient.remove()).status()).isEqualTo(200);

      List<HttpAnswer> answers = new ArrayList<>();
      await("the heap is full")
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                burden(pod, heavy);
                answers.add(ask(pod, patient.remove()));
                return answers.getLast().status() != 200;
              });
      assertThat(answers.getLast().status()).isEqualTo(503);
      assertThat(answers.getLast().header("x-envoy-overloaded")).isEqualTo("true");
      assertThat(pod.sidecar().admin("/ready").status()).isEqualTo(200);

      for (Socket each : heavy) {
        each.close();
      }
      await("the heap is empty")
          .atMost(Duration.ofSeconds(15))
          .until(() -> ask(pod, patient.remove()).status() == 200);
      assertThat(pod.sidecar().pid()).isEqualTo(pid);
      pod.sidecar().awaitServing();
    } finally {
      for (Socket each : heavy) {
        each.close();
      }
      Cleanup.closeAll(parts);
    }
  }

  @Test
  void aJvmWithoutMemoryExitsAndLeavesNoDump(@TempDir Path folder) throws Exception {
    List<String> command = new ArrayList<>(List.of(Checkout.java()));
    command.addAll(Checkout.jvmOptions("proxy"));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), HeapFiller.class.getName()));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      // HotSpot's: ExitOnOutOfMemoryError
      assertThat(process.exitValue()).isEqualTo(3);
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left).isEmpty();
      }
    } finally {
      process.destroyForcibly();
    }
  }

  /** Keeps all that it allocates, as a leak does. */
  static final class HeapFiller {
    private HeapFiller() {}

    public static void main(String[] args) {
      Object[] kept = {};
      while (true) {
        try {
          kept = new Object[] {kept, new byte[1 << 16]};
        } catch (OutOfMemoryError _) {
          // what a handler that catches everything would do
          System.exit(1);
        }
      }
    }
  }

  private static Pod start(Deque<AutoCloseable> parts) throws IOException {
    Fabric fabric = Fabric.create();
    parts.push(fabric);
    WorkDirectory directory = WorkDirectory.create();
    parts.push(directory);
    Pod pod = Pod.create(PodSpec.pod("proxy"), new Addresses(Addresses.PODS, 1), fabric, directory);
    parts.push(pod);
    Path bootstrap = pod.directory().resolve("bootstrap.yaml");
    Files.writeString(bootstrap, Resource.text("exhaustion.yaml"));
    pod.sidecar(
        Sidecar.start(
            pod, MeshwrightSidecar.serving(bootstrap), Checkout.logs(ExhaustionIT.class)));
    pod.sidecar().awaitServing();
    return pod;
  }

  private static void burden(Pod pod, List<Socket> heavy) throws IOException {
    for (int i = 0; i < MORE; i++) {
      Socket socket = connect(pod);
      heavy.add(socket);
      socket.getOutputStream().write(HALF_A_REQUEST.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static HttpAnswer ask(Pod pod, HttpConnection client) throws IOException {
    return new HttpAnswer(
        client.exchange(pod.get(InetAddress.getLoopbackAddress(), PORT, "a").message()));
  }

  private static Socket connect(Pod pod) {
    return pod.connect(InetAddress.getLoopbackAddress(), PORT);
  }
}
