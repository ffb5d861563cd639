package io.meshwright.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process in a pod: in the pod's network namespace and working directory, as an unprivileged
 * user, with nothing of the test's environment but the search path. Its output goes to a log that
 * outlives the run.
 */
final class PodProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(15);

  /**
   * The user reads what the build made even where the checkout lies in root's home; it is
   * privileged in nothing else.
   */
  private static final String CAPABILITIES = "-all,+dac_read_search";

  private static final String TRANSPARENT = CAPABILITIES + ",+net_admin";

  private final Process process;
  private final Path log;

  private PodProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * What to start.
   *
   * @param command with its arguments
   * @param environment besides {@code PATH}
   * @param uid the user, and the group
   * @param transparent whether it may have addresses that are not the pod's, for which it is root
   *     as in a pod: only root is left a capability that its container is given
   */
  record Spec(List<String> command, Map<String, String> environment, int uid, boolean transparent) {
    Spec {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }

    Spec(List<String> command, Map<String, String> environment, int uid) {
      this(command, environment, uid, false);
    }

    Spec transparent(boolean wanted) {
      return new Spec(command, environment, uid, wanted);
    }
  }

  /** Starts it; the log is appended to, so that a restart adds to the story. */
  static PodProcess start(Spec spec, NetworkNamespace namespace, Path directory, Path log) {
    List<String> command = new ArrayList<>(List.of("setpriv"));
    String capabilities = spec.transparent() ? TRANSPARENT : CAPABILITIES;
    command.add("--reuid=" + (spec.transparent() ? 0 : spec.uid()));
    command.add("--regid=" + spec.uid());
    command.add("--clear-groups");
    command.add("--inh-caps=" + capabilities);
    command.add("--ambient-caps=" + capabilities);
    command.add("--bounding-set=" + capabilities);
    command.addAll(spec.command());
    try {
      Files.createDirectories(log.getParent());
      Files.writeString(
          log,
          "$ " + String.join(" ", spec.command()) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      ProcessBuilder builder =
          new ProcessBuilder(namespace.enter(command))
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().keySet().retainAll(List.of("PATH"));
      builder.environment().putAll(spec.environment());
      return new PodProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException("Starting " + spec.command(), e);
    }
  }

  /** All that it has printed. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process itself: what puts it into the pod becomes it. */
  long pid() {
    return process.pid();
  }

  /** Fails with the log's place if the process has ended by itself. */
  void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "Ended with exit code %d: see %s".formatted(process.exitValue(), log));
    }
  }

  /** Asks it to end, as Kubernetes does, and waits until it has. */
  void stop() {
    process.destroy();
    if (!ended()) {
      close();
      throw new IllegalStateException("Did not end within %s: see %s".formatted(GRACE, log));
    }
  }

  /** Ends it at once, without notice. */
  @Override
  public void close() {
    process.destroyForcibly();
    ended();
  }

  private boolean ended() {
    try {
      return process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
