package io.meshwright.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares text with a reviewed file under {@code src/test/resources/golden}. {@code
 * -Dgolden.update=true} writes the files instead; the change is then reviewed as a diff.
 */
public final class Golden {

  private static final Path ROOT = Path.of("src/test/resources/golden");

  private Golden() {}

  public static String read(String file) {
    try {
      return Files.readString(ROOT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void assertMatches(String file, String actual) {
    if (Boolean.getBoolean("golden.update")) {
      try {
        Files.createDirectories(ROOT.resolve(file).getParent());
        Files.writeString(ROOT.resolve(file), actual);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    assertThat(actual).as(file).isEqualTo(read(file));
  }
}
