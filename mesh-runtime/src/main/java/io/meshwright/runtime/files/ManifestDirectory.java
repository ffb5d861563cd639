package io.meshwright.runtime.files;

import io.meshwright.runtime.discovery.ResourceChange;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads a directory of YAML once. */
public final class ManifestDirectory {
  private ManifestDirectory() {}

  /**
   * All resources of all files.
   *
   * @throws ConfigException names each document that cannot be read
   */
  public static List<ResourceChange> read(Path directory) throws IOException, ConfigException {
    List<ResourceChange> resources = new ArrayList<>();
    List<ConfigError> errors = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> entries = Files.list(directory)) {
      files = entries.filter(DirectorySource::readable).sorted().toList();
    }
    for (Path file : files) {
      ManifestFile.Content content = ManifestFile.read(file);
      errors.addAll(content.errors());
      content
          .resources()
          .forEach(
              (ref, resource) ->
                  resources.add(
                      new ResourceChange.Upserted(ref, resource, file.getFileName().toString())));
    }
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    return resources;
  }
}
