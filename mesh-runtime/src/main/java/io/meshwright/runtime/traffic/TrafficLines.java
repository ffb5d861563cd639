package io.meshwright.runtime.traffic;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts an answer into lines as it comes; at most one line is kept. What a consumer throws would not
 * reach the caller, so the first line that cannot be read is remembered. One thread at a time, and
 * the answer's end comes before {@link #traffic()}.
 */
final class TrafficLines implements Consumer<Optional<byte[]>> {

  /** Ten times what the labels of a request need. */
  private static final int LONGEST = 16 << 10;

  private final TrafficPage page;
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private @Nullable IllegalArgumentException refused;

  TrafficLines(TrafficPage page) {
    this.page = page;
  }

  @Override
  public void accept(Optional<byte[]> bytes) {
    if (refused != null) {
      return;
    }
    try {
      bytes.ifPresentOrElse(this::cut, this::line);
    } catch (IllegalArgumentException e) {
      refused = e;
    }
  }

  private void cut(byte[] bytes) {
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        begun.write(bytes, from, i - from);
        line();
        from = i + 1;
      }
    }
    begun.write(bytes, from, bytes.length - from);
    if (begun.size() > LONGEST) {
      throw new IllegalArgumentException(
          "found a line of more than %d bytes, expected shorter ones".formatted(LONGEST));
    }
  }

  private void line() {
    page.line(begun.toString(StandardCharsets.UTF_8));
    begun.reset();
  }

  /**
   * What all lines come to.
   *
   * @throws IllegalArgumentException if one could not be read
   */
  List<WorkloadTraffic> traffic() {
    if (refused != null) {
      throw refused;
    }
    return page.traffic();
  }
}
