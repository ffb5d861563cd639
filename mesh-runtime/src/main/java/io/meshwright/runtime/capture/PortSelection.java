package io.meshwright.runtime.capture;

import java.util.List;

/** Which TCP ports a rule is about. */
public sealed interface PortSelection {

  int LAST = 65_535;

  /** Every port; {@code *} in annotations. */
  record All() implements PortSelection {}

  /** The listed ranges; none means that no port is selected. */
  record Only(List<PortRange> ranges) implements PortSelection {
    public Only {
      ranges = List.copyOf(ranges);
    }
  }

  /** Ports from {@code first} to {@code last}, both included, 1 to 65535. */
  record PortRange(int first, int last) {
    public PortRange {
      if (first < 1 || last > LAST || first > last) {
        throw new IllegalArgumentException("port range " + first + " to " + last);
      }
    }

    /** A range of one port. */
    public static PortRange of(int port) {
      return new PortRange(port, port);
    }

    @Override
    public String toString() {
      return first == last ? String.valueOf(first) : first + ":" + last;
    }
  }
}
