package io.meshwright.e2e.process;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The pair of addresses, IPv4 and IPv6, that a pod, a service or an outside host has in the fabric.
 *
 * @param range where it lies
 * @param number which one in the range, 1 to 250; the router is number 254
 */
record Addresses(Range range, int number) {
  static final Range PODS = new Range("10.244.0.", "fd00:10:244::");
  static final Range SERVICES = new Range("10.96.0.", "fd00:10:96::");

  /** Hosts that the mesh knows nothing of (documentation ranges, RFC 5737 and RFC 3849). */
  static final Range OUTSIDE = new Range("203.0.113.", "2001:db8:113::");

  private static final int LAST = 250;
  private static final int ROUTER = 254;

  Addresses {
    if (number < 1 || number > LAST) {
      throw new IllegalArgumentException("The range has addresses 1 to 250, not " + number);
    }
  }

  /** The IPv4 address. */
  InetAddress v4() {
    return literal(text4());
  }

  /** The IPv6 address. */
  InetAddress v6() {
    return literal(text6());
  }

  String text4() {
    return range.prefix4 + number;
  }

  String text6() {
    return range.prefix6 + Integer.toHexString(number);
  }

  static InetAddress literal(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A /24 of IPv4 and a /64 of IPv6. */
  record Range(String prefix4, String prefix6) {
    String range4() {
      return prefix4 + "0/24";
    }

    String range6() {
      return prefix6 + "/64";
    }

    String router4() {
      return prefix4 + ROUTER;
    }

    String router6() {
      return prefix6 + Integer.toHexString(ROUTER);
    }

    String gateway4() {
      return router4() + "/24";
    }

    String gateway6() {
      return router6() + "/64";
    }

    String cidr4(Addresses addresses) {
      return addresses.text4() + "/24";
    }

    String cidr6(Addresses addresses) {
      return addresses.text6() + "/64";
    }
  }
}
