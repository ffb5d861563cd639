package io.meshwright.operator.config;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version as it can be compared.
 *
 * @param preRelease what stands behind the dash; empty for a release, which is newer than all its
 *     pre-releases
 */
public record ReleaseVersion(int major, int minor, int patch, String preRelease)
    implements Comparable<ReleaseVersion> {

  private static final Pattern FORM =
      Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})(?:-([0-9A-Za-z.-]+))?");

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private static final Comparator<ReleaseVersion> OLDEST_FIRST =
      Comparator.comparingInt(ReleaseVersion::major)
          .thenComparingInt(ReleaseVersion::minor)
          .thenComparingInt(ReleaseVersion::patch)
          .thenComparing(version -> version.preRelease.isEmpty())
          .thenComparing(ReleaseVersion::preRelease, ReleaseVersion::compareIdentifiers);

  /** Reads {@code 1.2.3} or {@code 1.2.3-rc.1}; empty if it is neither. */
  public static Optional<ReleaseVersion> parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String preRelease = parts.group(4);
    return Optional.of(
        new ReleaseVersion(
            Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3)),
            preRelease == null ? "" : preRelease));
  }

  /** {@code 1.2}: what an alias names. */
  public String minorLine() {
    return major + "." + minor;
  }

  /** Semantic Versioning 2.0.0, section 11: numbers as numbers, and before words. */
  private static int compareIdentifiers(String left, String right) {
    String[] lefts = left.split("\\.", -1);
    String[] rights = right.split("\\.", -1);
    for (int i = 0; i < Math.min(lefts.length, rights.length); i++) {
      boolean leftIsNumber = NUMBER.matcher(lefts[i]).matches();
      boolean rightIsNumber = NUMBER.matcher(rights[i]).matches();
      int order =
          leftIsNumber && rightIsNumber
              ? new BigInteger(lefts[i]).compareTo(new BigInteger(rights[i]))
              : leftIsNumber == rightIsNumber
                  ? lefts[i].compareTo(rights[i])
                  : Boolean.compare(rightIsNumber, leftIsNumber);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(lefts.length, rights.length);
  }

  @Override
  public int compareTo(ReleaseVersion other) {
    return OLDEST_FIRST.compare(this, other);
  }

  @Override
  public String toString() {
    return minorLine() + "." + patch + (preRelease.isEmpty() ? "" : "-" + preRelease);
  }
}
