package io.meshwright.runtime.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command that works on files only finds the resources of the mesh. */
public final class ConfigDirOption {

  static final String NAME = "--config-dir";

  @Option(
      names = NAME,
      required = true,
      paramLabel = "DIR",
      description = "the resources of the mesh, as YAML files")
  private @Nullable String configDir;

  /** The directory; empty if something is wrong with it, which {@code reader} remembers. */
  public Optional<Path> read(OptionReader reader) {
    return read(reader, configDir);
  }

  /** The same of an option that need not be there: empty without one. */
  public static Optional<Path> read(OptionReader reader, @Nullable String written) {
    return reader.read(
        NAME,
        written,
        "an existing directory",
        text -> Optional.of(Path.of(text)).filter(Files::isDirectory));
  }
}
