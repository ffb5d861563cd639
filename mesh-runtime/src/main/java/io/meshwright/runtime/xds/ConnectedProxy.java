package io.meshwright.runtime.xds;

import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.xds.NodeId;
import io.meshwright.xds.XdsType;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
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
   * @param rejections the client's words, by type, until it accepted what it had rejected
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
  private final Map<XdsType, Rejection> rejections = new EnumMap<>(XdsType.class);
  private final Map<XdsType, Rejection.Sent> outstanding = new EnumMap<>(XdsType.class);
  private long version;
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

  synchronized void sent(XdsType type, Rejection.Sent response) {
    types.put(type, State.SENT);
    outstanding.put(type, response);
  }

  synchronized void acknowledged(XdsType type, Instant now) {
    Rejection.Sent response = outstanding.remove(type);
    Rejection before = rejections.remove(type);
    // a delta carries only what differs: what was refused before is still missing
    if (incremental && before != null && response != null) {
      Rejection rest = before.without(response.resources());
      if (!rest.resources().isEmpty()) {
        rejections.put(type, rest);
      }
    }
    types.put(type, rejections.containsKey(type) ? State.REJECTED : State.ACKNOWLEDGED);
    lastAcknowledged = Optional.of(now);
  }

  synchronized void rejected(XdsType type, String error) {
    types.put(type, State.REJECTED);
    Rejection.Sent response = outstanding.remove(type);
    if (response != null) {
      rejections.merge(type, Rejection.of(type, error, version, response), Rejection::and);
    }
  }

  /** Whether the client had not answered all of the model before. */
  synchronized boolean follows(long model) {
    boolean news = version != model;
    version = model;
    return news;
  }

  synchronized Acknowledgement acknowledgement() {
    return new Acknowledgement(proxy, version, List.copyOf(rejections.values()));
  }

  synchronized View view() {
    Map<XdsType, String> words = new EnumMap<>(XdsType.class);
    rejections.forEach((type, rejection) -> words.put(type, rejection.error()));
    return new View(
        proxy.node(),
        build,
        incremental,
        connected,
        lastAcknowledged,
        Map.copyOf(types),
        Map.copyOf(words));
  }

  Instant connected() {
    return connected;
  }

  void move() {
    move.run();
  }
}
