package io.meshwright.proxy.snapshot;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names that the mesh resolves itself (NDS).
 *
 * @param hosts by name, in lower case and without the final dot; a leading {@code *.} stands for
 *     one or more labels
 */
public record NameTable(Map<String, Host> hosts) {

  /** Answers nothing. */
  public static final NameTable EMPTY = new NameTable(Map.of());

  public NameTable {
    hosts = Map.copyOf(hosts);
  }

  /**
   * What is known of a name.
   *
   * @param addresses of both families
   * @param service null for what is not of Kubernetes: it has no short forms
   */
  public record Host(List<InetAddress> addresses, @Nullable ServiceName service) {
    public Host {
      addresses = List.copyOf(addresses);
    }
  }

  /** The short name of a service, or of a pod below it, and its namespace. */
  public record ServiceName(String name, String namespace) {}
}
