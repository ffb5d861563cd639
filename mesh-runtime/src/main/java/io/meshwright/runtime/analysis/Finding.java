package io.meshwright.runtime.analysis;

import java.util.Comparator;

/**
 * Something that is wrong, or looks wrong.
 *
 * @param resource as {@code VirtualService shop/cart}
 */
public record Finding(Code code, String resource, String message) implements Comparable<Finding> {

  private static final Comparator<Finding> ORDER =
      Comparator.comparing((Finding finding) -> finding.code.level())
          .thenComparing(finding -> finding.code.text())
          .thenComparing(Finding::resource)
          .thenComparing(Finding::message);

  @Override
  public int compareTo(Finding other) {
    return ORDER.compare(this, other);
  }
}
