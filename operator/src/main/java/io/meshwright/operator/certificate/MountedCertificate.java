package io.meshwright.operator.certificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that somebody else makes, mounts and renews: cert-manager, which also mounts the
 * roots, or OLM, which does not and gives them to the API server itself.
 */
public final class MountedCertificate {

  private final Path directory;

  public MountedCertificate(Path directory) {
    this.directory = directory;
  }

  /**
   * What is mounted now.
   *
   * @param roots in PEM; null if only the one who mounts knows them
   */
  public record Mounted(ServingKey serving, @Nullable String roots) {}

  /**
   * Reads the files; empty if none are mounted.
   *
   * @throws IOException if they cannot be read
   * @throws IllegalArgumentException if they hold no key and certificate
   */
  public Optional<Mounted> read() throws IOException {
    if (!Files.exists(directory.resolve(MaterialText.CERTIFICATE))) {
      return Optional.empty();
    }
    Map<String, String> texts = new HashMap<>();
    for (String file : List.of(MaterialText.CERTIFICATE, MaterialText.KEY, MaterialText.ROOTS)) {
      Path path = directory.resolve(file);
      if (Files.exists(path)) {
        texts.put(file, Files.readString(path));
      }
    }
    return Optional.of(new Mounted(MaterialText.serving(texts), texts.get(MaterialText.ROOTS)));
  }
}
