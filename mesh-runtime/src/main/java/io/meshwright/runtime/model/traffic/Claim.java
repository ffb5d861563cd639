package io.meshwright.runtime.model.traffic;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A claim of a request's token, as rules name it among headers (istio-features VS8).
 *
 * @param path its name, and those of the objects that it stands in before it
 */
public record Claim(List<String> path) implements Comparable<Claim> {

  private static final String PREFIX = "@request.auth.claims";

  private static final Comparator<List<String>> BY_TEXT =
      Comparator.comparing(path -> String.join("\0", path));

  public Claim {
    path = List.copyOf(path);
  }

  /** Whether a header's name means a claim, or would. */
  public static boolean meant(String header) {
    return header.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
  }

  /**
   * {@code @request.auth.claims.NAME.NAME}, or {@code @request.auth.claims[NAME][NAME]} for names
   * with dots; empty if it is neither.
   */
  public static Optional<Claim> parse(String header) {
    String names = header.substring(PREFIX.length());
    boolean bracketed = names.startsWith("[") && names.endsWith("]");
    if (!bracketed && !names.startsWith(".")) {
      return Optional.empty();
    }
    List<String> path =
        bracketed
            ? Arrays.asList(names.substring(1, names.length() - 1).split("]\\[", -1))
            : Arrays.asList(names.substring(1).split("\\.", -1));
    return path.stream().anyMatch(String::isEmpty)
        ? Optional.empty()
        : Optional.of(new Claim(path));
  }

  @Override
  public int compareTo(Claim other) {
    return BY_TEXT.compare(path, other.path);
  }
}
