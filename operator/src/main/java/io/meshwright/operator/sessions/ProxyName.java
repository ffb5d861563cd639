package io.meshwright.operator.sessions;

/** Names the pod of a proxy. */
public record ProxyName(String namespace, String pod) {

  /** Reads what {@link #toString} wrote. */
  public static ProxyName parse(String written) {
    int slash = written.indexOf('/');
    return new ProxyName(written.substring(0, slash), written.substring(slash + 1));
  }

  /** As a user would say it. */
  @Override
  public String toString() {
    return namespace + "/" + pod;
  }
}
