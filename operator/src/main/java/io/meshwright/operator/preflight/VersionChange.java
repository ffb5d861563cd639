package io.meshwright.operator.preflight;

import io.meshwright.operator.config.ReleaseVersion;
import java.util.Optional;

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
    Optional<ReleaseVersion> before = ReleaseVersion.parse(from);
    Optional<ReleaseVersion> after = ReleaseVersion.parse(to);
    return before.isEmpty() || after.isEmpty() ? NONE : between(before.get(), after.get());
  }

  private static VersionChange between(ReleaseVersion from, ReleaseVersion to) {
    boolean near = from.major() == to.major() && Math.abs(from.minor() - to.minor()) <= 1;
    int order = from.compareTo(to);
    if (order == 0) {
      return NONE;
    }
    if (order < 0) {
      return near ? UPGRADE : SKIPS_MINOR;
    }
    return near ? DOWNGRADE : FAR_DOWNGRADE;
  }
}
