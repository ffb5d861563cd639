package io.meshwright.proxy.snapshot;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A block of addresses.
 *
 * @param network its first address
 * @param prefixLength 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record CidrRange(InetAddress network, int prefixLength) {

  public CidrRange {
    if (prefixLength < 0 || prefixLength > network.getAddress().length * Byte.SIZE) {
      throw new IllegalArgumentException(
          "not a prefix length of " + network.getHostAddress() + ": " + prefixLength);
    }
  }

  /** The block of this size in which an address lies. */
  public static CidrRange around(InetAddress address, int prefixLength) {
    byte[] network = address.getAddress();
    for (int bit = prefixLength; bit < network.length * Byte.SIZE; bit++) {
      network[bit / Byte.SIZE] &= (byte) ~(0x80 >>> bit % Byte.SIZE);
    }
    try {
      return new CidrRange(InetAddress.getByAddress(network), prefixLength);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of another length", e);
    }
  }

  /** Whether the address lies in the block; never true across address families. */
  public boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    int whole = prefixLength / Byte.SIZE;
    for (int i = 0; i < whole; i++) {
      if (mine[i] != other[i]) {
        return false;
      }
    }
    int rest = prefixLength % Byte.SIZE;
    return rest == 0 || ((mine[whole] ^ other[whole]) & 0xff) >>> (Byte.SIZE - rest) == 0;
  }

  @Override
  public String toString() {
    return network.getHostAddress() + "/" + prefixLength;
  }
}
