package io.meshwright.proxy.lastgood;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a run that ends in order tells the next one: what it leaves is what it served until now. A
 * sidecar that is replaced in its pod so serves at once, and the application is refused for as
 * short as can be. After a crash nothing is told: what was kept may be its cause, so the control
 * plane gets its time to say something better.
 */
public final class Handover {

  /** Longer than a kubelet needs to start a container whose image is there. */
  private static final Duration FRESH = Duration.ofSeconds(30);

  private final KeptFile file;

  /** The arguments are those of {@link KeptFile}. */
  public Handover(Path volume, String owner) {
    this.file = new KeptFile(volume, "handover", owner);
  }

  /** This run ends in order. */
  public void leave(Instant now) {
    file.write(now.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** How long this run waits for the control plane before it serves from what was kept. */
  public Duration patience(Instant now) {
    return left().filter(end -> !end.isAfter(now) && now.isBefore(end.plus(FRESH))).isPresent()
        ? Duration.ZERO
        : KeptFile.PATIENCE;
  }

  private Optional<Instant> left() {
    try {
      return file.read().map(bytes -> Instant.parse(new String(bytes, StandardCharsets.UTF_8)));
    } catch (DateTimeException e) {
      file.ignored(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }
}
