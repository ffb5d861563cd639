package io.meshwright.runtime.compile.listener;

import static io.meshwright.runtime.compile.scope.Protobuf.address;
import static io.meshwright.runtime.compile.scope.Protobuf.bool;

import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.listener.v3.AdditionalAddress;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshwright.runtime.compile.scope.Protobuf;
import io.meshwright.runtime.compile.scope.ProxyScope;
import java.util.List;

/** Where listeners listen: on the addresses of both families of a dual-stack pod. */
public final class ListenerAddresses {

  private ListenerAddresses() {}

  /** A listener with a socket of its own, on all addresses of the pod. */
  static Listener.Builder bound(ProxyScope scope, String name, int port) {
    return bound(scope.wildcards(), name, port);
  }

  /** A listener with a socket of its own, on these addresses. */
  public static Listener.Builder bound(List<String> ips, String name, int port) {
    Listener.Builder listener =
        Listener.newBuilder().setName(name).setAddress(address(ips.getFirst(), port));
    for (String ip : ips.subList(1, ips.size())) {
      listener.addAdditionalAddresses(AdditionalAddress.newBuilder().setAddress(address(ip, port)));
    }
    return listener;
  }

  /** A listener without socket, which gets connections from the one that captured them. */
  static Listener.Builder unbound(List<String> ips, String name, int port) {
    return bound(ips, name, port).setBindToPort(bool(false));
  }

  /**
   * How long a connection may stay silent before its protocol is taken as unknown; 0 is forever.
   */
  static Duration detectionTimeout(ProxyScope scope) {
    java.time.Duration timeout = scope.settings().meshConfig().protocolDetectionTimeout();
    return Protobuf.duration(timeout == null ? java.time.Duration.ZERO : timeout);
  }
}
