package io.meshwright.runtime.model.name;

import io.meshwright.xds.SocketPath;
import java.util.Optional;

/**
 * A Unix domain socket, as Istio's resources name it: {@code unix:///path}, or {@code unix://@name}
 * in the abstract namespace.
 *
 * @param path absolute, or {@code @} and a name
 */
public record UnixSocket(String path) {

  private static final String PREFIX = "unix://";

  /** What {@link #parse} reads, in the words of an error. */
  public static final String EXPECTED =
      "unix:///path or unix://@name, of at most " + SocketPath.MAX_BYTES + " bytes after unix://";

  /** Whether a text means a socket, be it a valid one or not. */
  public static boolean meant(String written) {
    return written.startsWith("unix:");
  }

  /** Reads a text; empty if it is no socket that can exist. */
  public static Optional<UnixSocket> parse(String written) {
    if (!written.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String path = written.substring(PREFIX.length());
    boolean file = path.startsWith("/") && !path.endsWith("/");
    return SocketPath.valid(path) && (file || path.startsWith(SocketPath.ABSTRACT))
        ? Optional.of(new UnixSocket(path))
        : Optional.empty();
  }

  /** As it is written. */
  @Override
  public String toString() {
    return PREFIX + path;
  }
}
