package io.meshwright.runtime.model.name;

import java.util.Optional;

/** A range of addresses: an address and the number of bits that count. */
public record Cidr(IpAddress address, int prefixLength) {

  /** Reads {@code ADDRESS/BITS}, or an address alone. */
  public static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return IpAddress.parse(text).map(ip -> new Cidr(ip, ip.bits()));
    }
    try {
      int bits = Integer.parseInt(text.substring(slash + 1));
      return IpAddress.parse(text.substring(0, slash))
          .filter(ip -> bits >= 0 && bits <= ip.bits())
          .map(ip -> new Cidr(ip, bits));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
