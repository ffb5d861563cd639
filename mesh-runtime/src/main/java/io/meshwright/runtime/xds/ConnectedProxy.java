package io.meshwright.runtime.xds;

import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.xds.XdsType;
import java.util.EnumMap;
import java.util.Map;

/**
 * What is known of one connected client. Its own stream writes it; debug pages read it through
 * {@link #view()}.
 */
public final class ConnectedProxy {

  /** Where a type stands with a client. */
  public enum State {
    SENT,
    ACKNOWLEDGED,
    REJECTED
  }

  /**
   * A copy for readers.
   *
   * @param rejections the client's words, by type
   */
  public record View(
      String node,
      boolean incremental,
      Map<XdsType, State> types,
      Map<XdsType, String> rejections) {}

  private final ProxyIdentity proxy;
  private final boolean incremental;
  private final Map<XdsType, State> types = new EnumMap<>(XdsType.class);
  private final Map<XdsType, String> rejections = new EnumMap<>(XdsType.class);

  ConnectedProxy(ProxyIdentity proxy, boolean incremental) {
    this.proxy = proxy;
    this.incremental = incremental;
  }

  synchronized void state(XdsType type, State state) {
    types.put(type, state);
    if (state == State.ACKNOWLEDGED) {
      rejections.remove(type);
    }
  }

  synchronized void rejected(XdsType type, String error) {
    types.put(type, State.REJECTED);
    rejections.put(type, error);
  }

  synchronized View view() {
    return new View(
        proxy.node().toString(), incremental, Map.copyOf(types), Map.copyOf(rejections));
  }
}
