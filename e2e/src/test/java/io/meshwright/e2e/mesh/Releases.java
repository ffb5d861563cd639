package io.meshwright.e2e.mesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The versions in {@code hack/releases}. */
final class Releases {

  private Releases() {}

  /** The one before this. */
  static String newest() {
    Path releases = Path.of(System.getProperty("meshwright.directory"), "hack/releases");
    try {
      return Files.readAllLines(releases).getLast().replaceFirst(" .*", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
