package io.meshwright.operator.sessions;

/** Names the pod of a proxy. */
public record ProxyName(String namespace, String pod) {

  /** As a user would say it. */
  @Override
  public String toString() {
    return namespace + "/" + pod;
  }
}
