package io.meshwright.runtime.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that serves discovery: the one measured, or the bare one beside it. */
final class RuntimeProcess implements AutoCloseable {

  /** The kernel's ticks, in which it counts CPU time. */
  private static final long MILLIS_PER_TICK = 10;

  /** Fields of {@code /proc/PID/stat} behind the name (proc_pid_stat(5)). */
  private static final int USER_TIME = 11;

  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration END_LIMIT = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(20);

  private final Process process;
  private final int port;

  private RuntimeProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** The control plane, as its image starts it, reading from the API server at {@code api}. */
  static RuntimeProcess controlPlane(String api, int port, AotCache cache, Path log)
      throws IOException {
    List<String> command = new ArrayList<>(jvmOptions());
    command.add(cache.option());
    command.addAll(
        List.of(
            "-jar",
            Path.of("target/app/runtime.jar").toString(),
            "discovery",
            "--xds-address",
            "127.0.0.1:" + port,
            "--secure-xds-port=0",
            "--webhook-port=0",
            "--monitoring-port=0",
            "--health-port=0"));
    return start(
        command,
        Map.of(
            "KUBERNETES_MASTER",
            api,
            "QUARKUS_KUBERNETES_CLIENT_API_SERVER_URL",
            api,
            "KUBERNETES_AUTH_TRYKUBECONFIG",
            "false",
            "KUBERNETES_AUTH_TRYSERVICEACCOUNT",
            "false"),
        port,
        log);
  }

  /** A server that only fans out; its standard input says when. */
  static RuntimeProcess bare(int bytes, Path log) throws IOException {
    int port = freePort();
    List<String> command = new ArrayList<>(jvmOptions());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            BareFanOut.class.getName(),
            String.valueOf(port),
            String.valueOf(bytes)));
    return start(command, Map.of(), port, log);
  }

  /** Those of the image, and what {@code bench.jvm} adds to try it. */
  private static List<String> jvmOptions() {
    return Stream.of(System.getProperty("bench.jvm", "-XX:+UseSerialGC").split(" ", -1))
        .filter(option -> !option.isEmpty())
        .toList();
  }

  private static RuntimeProcess start(
      List<String> arguments, Map<String, String> environment, int port, Path log)
      throws IOException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    // as in the image
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    builder.environment().putAll(environment);
    return new RuntimeProcess(builder.start(), port);
  }

  int port() {
    return port;
  }

  /** Waits until it accepts connections. */
  void awaitPort() {
    await("something listens on " + port)
        .atMost(START_LIMIT)
        .pollDelay(POLL)
        .pollInterval(POLL)
        .failFast(() -> !process.isAlive())
        .until(this::accepts);
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /** Sends a line to its standard input. */
  void say(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** User and system time so far, in milliseconds. */
  long cpuMillis() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]))
        * MILLIS_PER_TICK;
  }

  /** Resident memory in MB. */
  double residentMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps_rollup")).stream()
            .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("rss:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .sum()
        / 1024.0;
  }

  /** Ends it in order, whereupon a JVM that trains writes its cache. */
  void end() throws InterruptedException {
    process.destroy();
    process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
