package io.meshwright.xds;

import java.nio.charset.StandardCharsets;

/** What Linux takes as the path of a Unix domain socket ({@code unix(7)}). */
public final class SocketPath {

  /** Begins a name of the abstract namespace, which has no file. */
  public static final String ABSTRACT = "@";

  /** Bytes that fit into {@code sun_path}, without the zero at its end. */
  public static final int MAX_BYTES = 107;

  private SocketPath() {}

  /** Whether a text is the path of a file, or {@code @} and a name, and is not too long. */
  public static boolean valid(String text) {
    return !text.isEmpty()
        && !text.equals(ABSTRACT)
        && text.indexOf('\0') < 0
        && text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
  }

  /** What {@link #valid} asks for, in the words of an error. */
  public static String expected() {
    return "a path, or @ and a name, of at most " + MAX_BYTES + " bytes";
  }
}
