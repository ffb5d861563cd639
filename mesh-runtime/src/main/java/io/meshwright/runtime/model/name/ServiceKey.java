package io.meshwright.runtime.model.name;

import java.util.Comparator;

/** Names a service of the mesh: the same host may exist in several namespaces. */
public record ServiceKey(Hostname host, String namespace) implements Comparable<ServiceKey> {

  private static final Comparator<ServiceKey> ORDER =
      Comparator.comparing(ServiceKey::host).thenComparing(ServiceKey::namespace);

  @Override
  public int compareTo(ServiceKey other) {
    return ORDER.compare(this, other);
  }
}
