package io.meshwright.runtime.discovery;

import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.ServiceKey;
import java.util.BitSet;
import java.util.List;

/**
 * Gives addresses to hosts that have none, so that clients whose names the mesh resolves can be
 * told apart by the address that they dial (istio-features SE10). The address follows from the
 * host's name, so all replicas give the same one; of two hosts with one address the first that asks
 * keeps it and the other gets the next.
 */
final class AddressAllocation {

  /** Numbers of addresses in {@code 240.240.0.0/16}, without the network's and the broadcast's. */
  private static final int HOSTS = 0xFFFE;

  /** Spreads hash codes of similar names: 2^32 divided by the golden ratio. */
  private static final int SPREAD = 0x9E37_79B9;

  private final BitSet taken = new BitSet(HOSTS);

  /** An IPv4 and an IPv6 address; none once all are given away. */
  List<IpAddress> give(ServiceKey key) {
    if (taken.cardinality() == HOSTS) {
      return List.of();
    }
    int hash = (key.namespace() + "/" + key.host()).hashCode() * SPREAD;
    int wanted = Integer.remainderUnsigned(hash >>> Short.SIZE, HOSTS);
    int free = taken.nextClearBit(wanted);
    int given = free < HOSTS ? free : taken.nextClearBit(0);
    taken.set(given);
    int number = given + 1;
    return List.of(
        new IpAddress(
            "240.240." + (number >>> Byte.SIZE) + "." + (number & 0xFF), IpAddress.Family.IPV4),
        new IpAddress("2001:2::" + Integer.toHexString(number), IpAddress.Family.IPV6));
  }
}
