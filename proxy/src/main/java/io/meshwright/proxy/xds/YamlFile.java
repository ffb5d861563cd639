package io.meshwright.proxy.xds;

import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads one document of YAML 1.2, of which JSON is a part. */
final class YamlFile {
  /** A generated configuration of thousands of routes is a few megabytes. */
  private static final int LARGEST = 64 << 20;

  private YamlFile() {}

  /** Maps, lists and scalars; null if the file is empty. */
  static @Nullable Object read(Path file) throws ConfigException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(file.toString(), in);
    } catch (IOException e) {
      throw new ConfigException(
          new ConfigError(file.toString(), "", e.toString(), "a readable file"));
    }
  }

  /** The same of a stream; errors name {@code source}. */
  static @Nullable Object read(String source, InputStream in) throws ConfigException {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(source)
            .setAllowDuplicateKeys(false)
            .setCodePointLimit(LARGEST)
            .build();
    try {
      return new Load(settings).loadFromInputStream(in);
    } catch (YamlEngineException e) {
      String problem = String.valueOf(e.getMessage()).replace('\n', ' ');
      throw new ConfigException(new ConfigError(source, "", problem, "YAML"));
    }
  }
}
