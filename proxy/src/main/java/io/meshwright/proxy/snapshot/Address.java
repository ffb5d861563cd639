package io.meshwright.proxy.snapshot;

import java.net.InetAddress;

/** Where something listens or is reached. */
public sealed interface Address {

  /** A TCP address; IPv4 or IPv6. Port 0 to 65535. */
  record Ip(InetAddress host, int port) implements Address {
    @Override
    public String toString() {
      String text = host.getHostAddress();
      return (text.indexOf(':') >= 0 ? "[" + text + "]" : text) + ":" + port;
    }
  }

  /** A name to be resolved by DNS, in clusters of the DNS kinds. */
  record HostName(String name, int port) implements Address {
    @Override
    public String toString() {
      return name + ":" + port;
    }
  }

  /**
   * A Unix domain socket.
   *
   * @param path of its file; {@code @} and a name in the abstract namespace
   * @param mode permissions of the file of a listener; 0 leaves them as they are made
   */
  record Pipe(String path, int mode) implements Address {
    @Override
    public String toString() {
      return path;
    }
  }

  /** A listener inside this process, which no socket is needed for. */
  record Internal(String listener, String endpointId) implements Address {
    @Override
    public String toString() {
      return "envoy://" + listener + "/" + endpointId;
    }
  }
}
