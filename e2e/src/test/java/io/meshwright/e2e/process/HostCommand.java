package io.meshwright.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A short command on the host; its output is what a caller needs, its failure an exception. */
final class HostCommand {
  private final List<String> command;

  private HostCommand(List<String> command) {
    this.command = List.copyOf(command);
  }

  static HostCommand of(String... command) {
    return new HostCommand(List.of(command));
  }

  static HostCommand of(List<String> command) {
    return new HostCommand(command);
  }

  /** Where the command would be found, if anywhere on the search path. */
  static Optional<Path> find(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Runs to the end and returns what was printed. */
  String run() {
    return run("");
  }

  /** Runs to the end with this standard input and returns what was printed. */
  String run(String input) {
    Path errors = null;
    try {
      errors = Files.createTempFile("meshwright-", ".err");
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException ended) {
        // The command ended without reading its input; its exit code says why.
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IllegalStateException(
            "%s: exit code %d: %s%s"
                .formatted(
                    String.join(" ", command), exit, Files.readString(errors).strip(), output));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(String.join(" ", command), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted: " + String.join(" ", command), e);
    } finally {
      if (errors != null) {
        delete(errors);
      }
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
