package io.meshwright.runtime.model.name;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** A literal IPv4 or IPv6 address in its canonical text; never a name. */
public record IpAddress(String text, Family family) implements Comparable<IpAddress> {

  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final Comparator<IpAddress> ORDER =
      Comparator.comparing(IpAddress::family).thenComparing(IpAddress::text);

  /** The version of the Internet Protocol. */
  public enum Family {
    IPV4,
    IPV6
  }

  /** Reads a literal; empty for anything else, so that no name is ever looked up. */
  public static Optional<IpAddress> parse(String text) {
    boolean v4 = IPV4.matcher(text).matches();
    if (!v4 && !IPV6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      InetAddress address = InetAddress.ofLiteral(text);
      Family family = address.getAddress().length == 4 ? Family.IPV4 : Family.IPV6;
      return Optional.of(
          new IpAddress(
              family == Family.IPV4
                  ? address.getHostAddress()
                  : text.toLowerCase(java.util.Locale.ROOT),
              family));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** The bits of the address that are its network if it stands alone: 32 or 128. */
  public int bits() {
    return family == Family.IPV4 ? 32 : 128;
  }

  @Override
  public int compareTo(IpAddress other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return text;
  }
}
