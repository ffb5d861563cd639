package io.meshwright.runtime.xds;

import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.xds.NodeId;
import io.meshwright.xds.XdsType;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one connected client. Its own stream writes it; debug pages and the operator
 * read it through {@link #view()}.
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
   * @param lastAcknowledged empty before the first acknowledgement
   * @param rejections the client's words, by type
   */
  public record View(
      NodeId node,
      ProxyBuild build,
      boolean incremental,
      Instant connected,
      Optional<Instant> lastAcknowledged,
      Map<XdsType, State> types,
      Map<XdsType, String> rejections) {}

  private final ProxyIdentity proxy;
  private final ProxyBuild build;
  private final boolean incremental;
  private final Instant connected;
  private final Runnable move;
  private final Map<XdsType, State> types = new EnumMap<>(XdsType.class);
  private final Map<XdsType, String> rejections = new EnumMap<>(XdsType.class);
  private Optional<Instant> lastAcknowledged = Optional.empty();

  /** {@code move} ends the stream and its connection, so that the client makes another one. */
  ConnectedProxy(
      ProxyIdentity proxy,
      ProxyBuild build,
      boolean incremental,
      Instant connected,
      Runnable move) {
    this.proxy = proxy;
    this.build = build;
    this.incremental = incremental;
    this.connected = connected;
    this.move = move;
  }

  synchronized void sent(XdsType type) {
    types.put(type, State.SENT);
  }

  synchronized void acknowledged(XdsType type, Instant now) {
    types.put(type, State.ACKNOWLEDGED);
    rejections.remove(type);
    lastAcknowledged = Optional.of(now);
  }

  synchronized void rejected(XdsType type, String error) {
    types.put(type, State.REJECTED);
    rejections.put(type, error);
  }

  synchronized View view() {
    return new View(
        proxy.node(),
        build,
        incremental,
        connected,
        lastAcknowledged,
        Map.copyOf(types),
        Map.copyOf(rejections));
  }

  Instant connected() {
    return connected;
  }

  void move() {
    move.run();
  }
}
