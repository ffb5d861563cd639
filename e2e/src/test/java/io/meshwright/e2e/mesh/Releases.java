package io.meshwright.e2e.mesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The versions in {@code hack/releases}. */
final class Releases {

  private static final Path CHECKOUT = Path.of(System.getProperty("meshwright.directory"));

  private Releases() {}

  /** What installs the operator of the one before this; hack/release-checkout.sh has built it. */
  static String newestManifest() throws IOException {
    return Files.readString(
        CHECKOUT
            .resolve("target/releases")
            .resolve(newest())
            .resolve("operator/target/install/meshwright-operator.yaml"));
  }

  /** The one before this. */
  static String newest() {
    Path releases = CHECKOUT.resolve("hack/releases");
    try {
      return Files.readAllLines(releases).getLast().replaceFirst(" .*", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
