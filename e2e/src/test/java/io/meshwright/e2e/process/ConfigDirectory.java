package io.meshwright.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The folder that the runtime reads in file mode. Each file changes at once, never by halves. */
final class ConfigDirectory {
  private final Path directory;
  private final Path staging;

  private ConfigDirectory(Path directory, Path staging) {
    this.directory = directory;
    this.staging = staging;
  }

  static ConfigDirectory in(Path parent) {
    try {
      return new ConfigDirectory(
          Files.createDirectories(parent.resolve("config")),
          Files.createDirectories(parent.resolve("staging")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return directory;
  }

  /** Adds or replaces {@code NAME.yaml}. */
  void write(String name, String yaml) {
    try {
      Path staged = staging.resolve(name + ".yaml");
      Files.writeString(staged, yaml);
      Files.move(
          staged,
          directory.resolve(name + ".yaml"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes {@code NAME.yaml} if it is there. */
  void remove(String name) {
    try {
      Files.deleteIfExists(directory.resolve(name + ".yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
