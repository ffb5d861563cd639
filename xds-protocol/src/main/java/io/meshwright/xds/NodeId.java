package io.meshwright.xds;

import java.util.Optional;

/**
 * The id of an xDS node in Istio's form: {@code type~ip~pod.namespace~namespace.svc.domain}
 * (istio-features X10).
 *
 * @param type what kind of proxy it is
 * @param address the first address of the pod, as text
 * @param pod the name of the pod, or of the machine
 * @param namespace the namespace of the pod
 * @param dnsDomain the search domain of the workload, {@code namespace.svc.cluster.local}
 */
public record NodeId(
    ProxyType type, String address, String pod, String namespace, String dnsDomain) {

  private static final int PARTS = 4;

  /** The kinds of proxy that a control plane serves. */
  public enum ProxyType {
    SIDECAR("sidecar"),
    ROUTER("router"),
    WAYPOINT("waypoint"),
    ZTUNNEL("ztunnel");

    private final String word;

    ProxyType(String word) {
      this.word = word;
    }

    /** The first part of the node id. */
    public String word() {
      return word;
    }

    static Optional<ProxyType> of(String word) {
      for (ProxyType type : values()) {
        if (type.word.equals(word)) {
          return Optional.of(type);
        }
      }
      return Optional.empty();
    }
  }

  /** Reads the text form. */
  public static NodeId parse(String id) throws ConfigException {
    String[] parts = id.split("~", -1);
    int dot = parts.length == PARTS ? parts[2].lastIndexOf('.') : -1;
    if (dot <= 0 || dot == parts[2].length() - 1 || parts[1].isEmpty() || parts[3].isEmpty()) {
      throw invalid(id);
    }
    ProxyType type = ProxyType.of(parts[0]).orElseThrow(() -> invalid(id));
    return new NodeId(
        type, parts[1], parts[2].substring(0, dot), parts[2].substring(dot + 1), parts[3]);
  }

  @Override
  public String toString() {
    return type.word() + "~" + address + "~" + pod + "." + namespace + "~" + dnsDomain;
  }

  private static ConfigException invalid(String id) {
    return new ConfigException(
        new ConfigError(
            "Node",
            "id",
            id,
            "sidecar|router|waypoint|ztunnel~IP~POD.NAMESPACE~NAMESPACE.svc.DOMAIN"));
  }
}
