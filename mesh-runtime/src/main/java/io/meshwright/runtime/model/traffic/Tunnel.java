package io.meshwright.runtime.model.traffic;

/**
 * The hosts of a service are HTTP proxies that carry connections on (istio-features DR24).
 *
 * @param port 1 to 65535
 */
public record Tunnel(Protocol protocol, String host, int port) {

  /** How they are asked. */
  public enum Protocol {
    CONNECT,
    POST
  }

  /** What they are asked for. */
  public String target() {
    return host + ":" + port;
  }
}
