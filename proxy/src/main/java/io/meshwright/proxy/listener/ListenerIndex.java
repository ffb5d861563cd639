package io.meshwright.proxy.listener;

import io.meshwright.proxy.snapshot.Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All listeners of one snapshot by name, and those that take over redirected connections by
 * address.
 */
record ListenerIndex(
    Map<String, ListenerRuntime> byName, Map<InetSocketAddress, ListenerRuntime> byAddress) {

  static final ListenerIndex EMPTY = new ListenerIndex(Map.of(), Map.of());

  ListenerIndex {
    byName = Map.copyOf(byName);
    byAddress = Map.copyOf(byAddress);
  }

  static ListenerIndex of(Map<String, ListenerRuntime> byName) {
    Map<InetSocketAddress, ListenerRuntime> byAddress = new HashMap<>();
    for (ListenerRuntime runtime : byName.values()) {
      for (Address address : runtime.listener().addresses()) {
        if (address instanceof Address.Ip(InetAddress host, int port)) {
          byAddress.put(new InetSocketAddress(host, port), runtime);
        }
      }
    }
    return new ListenerIndex(byName, byAddress);
  }

  /**
   * The listener for a destination: with exactly that address, else with the wildcard address of
   * either family and that port; absent for a Unix socket, which nothing is redirected to.
   */
  @Nullable ListenerRuntime forDestination(OriginalDestination destination) {
    @Nullable InetAddress ip = destination.ip();
    if (ip == null) {
      return null;
    }
    ListenerRuntime exact = byAddress.get(new InetSocketAddress(ip, destination.port()));
    if (exact != null) {
      return exact;
    }
    boolean v6 = ip.getAddress().length > 4;
    ListenerRuntime any =
        byAddress.get(new InetSocketAddress(v6 ? ANY_V6 : ANY_V4, destination.port()));
    return any != null || !v6
        ? any
        : byAddress.get(new InetSocketAddress(ANY_V4, destination.port()));
  }

  private static final InetAddress ANY_V4 = wildcard(4);
  private static final InetAddress ANY_V6 = wildcard(16);

  private static InetAddress wildcard(int length) {
    try {
      return InetAddress.getByAddress(new byte[length]);
    } catch (java.net.UnknownHostException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
