package io.meshwright.operator.preflight;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * What a change of version means. One minor version up, and one back, is what {@code make compat}
 * tests; everything else needs the user's word. Pure.
 */
public enum VersionChange {
  NONE,
  /** To a newer version, at most one minor version on. */
  UPGRADE,
  /** To a newer version, past at least one minor version. */
  SKIPS_MINOR,
  /** To an older version, at most one minor version back. */
  DOWNGRADE,
  /** To an older version, more than one minor version back. */
  FAR_DOWNGRADE;

  private static final Pattern EXACT = Pattern.compile("\\d{1,6}\\.\\d{1,6}\\.\\d{1,6}");

  /** Whether it happens without the user's word. */
  public boolean isSupported() {
    return switch (this) {
      case NONE, UPGRADE, DOWNGRADE -> true;
      case SKIPS_MINOR, FAR_DOWNGRADE -> false;
    };
  }

  /** What would have been accepted, or would not have been worth a warning. */
  public String expected(String from) {
    return switch (this) {
      case NONE, UPGRADE, DOWNGRADE -> from + " or newer";
      case SKIPS_MINOR -> "at most one minor version after " + from;
      case FAR_DOWNGRADE -> "at most one minor version before " + from;
    };
  }

  /** The change between two exact versions; what is no exact version is never a change. */
  public static VersionChange between(String from, String to) {
    if (from.equals(to) || !EXACT.matcher(from).matches() || !EXACT.matcher(to).matches()) {
      return NONE;
    }
    int[] before = numbers(from);
    int[] after = numbers(to);
    boolean near = before[0] == after[0] && Math.abs(before[1] - after[1]) <= 1;
    if (Arrays.compare(before, after) < 0) {
      return near ? UPGRADE : SKIPS_MINOR;
    }
    return near ? DOWNGRADE : FAR_DOWNGRADE;
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("\\.", -1)).mapToInt(Integer::parseInt).toArray();
  }
}
