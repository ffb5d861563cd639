package io.meshwright.runtime.xds;

import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.xds.NodeId;
import io.meshwright.xds.WorkloadTrust;
import io.meshwright.xds.XdsType;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
   * The last exchange about a type.
   *
   * @param sent the nonce of the last response
   * @param accepted the nonce of the last response that was accepted; empty if none was
   */
  public record Exchange(State state, String sent, Optional<String> accepted, Instant sentAt) {}

  /**
   * A copy for readers.
   *
   * @param lastAcknowledged empty before the first acknowledgement
   * @param rejections the client's words, by type, until it accepted what it had rejected
   * @param trust whom it trusts; empty if it does not say
   */
  public record View(
      ProxyIdentity proxy,
      ProxyBuild build,
      boolean incremental,
      Instant connected,
      Optional<Instant> lastAcknowledged,
      Map<XdsType, Exchange> types,
      Map<XdsType, String> rejections,
      Optional<WorkloadTrust> trust) {

    /** Which proxy it is. */
    public NodeId node() {
      return proxy.node();
    }
  }

  /** What can be asked of its stream; called on any thread. */
  interface Control {

    /** Ends the stream and its connection, so that the client makes another one. */
    void move();

    /** The same, because the client does not answer. */
    void connectAnew();

    /** Sends once more what the client refused. */
    void sendAgain(XdsType type, Set<String> names);

    /** The roots of the mesh are others. */
    void rootsChanged();
  }

  private final ProxyIdentity proxy;
  private final ProxyBuild build;
  private final boolean incremental;
  private final Instant connected;
  private final Control control;
  private final Map<XdsType, Exchange> types = new EnumMap<>(XdsType.class);
  private final Map<XdsType, Rejection> rejections = new EnumMap<>(XdsType.class);
  private final Map<XdsType, Rejection.Sent> outstanding = new EnumMap<>(XdsType.class);
  private long version;
  private Optional<Instant> lastAcknowledged = Optional.empty();
  private Optional<WorkloadTrust> trust = Optional.empty();

  ConnectedProxy(
      ProxyIdentity proxy,
      ProxyBuild build,
      boolean incremental,
      Instant connected,
      Control control) {
    this.proxy = proxy;
    this.build = build;
    this.incremental = incremental;
    this.connected = connected;
    this.control = control;
  }

  synchronized void sent(XdsType type, Rejection.Sent response, String nonce, Instant now) {
    Exchange before = types.get(type);
    types.put(
        type,
        new Exchange(
            State.SENT, nonce, before == null ? Optional.empty() : before.accepted(), now));
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
    types.computeIfPresent(
        type,
        (_, last) ->
            new Exchange(
                rejections.containsKey(type) ? State.REJECTED : State.ACKNOWLEDGED,
                last.sent(),
                Optional.of(last.sent()),
                last.sentAt()));
    lastAcknowledged = Optional.of(now);
  }

  synchronized void rejected(XdsType type, String error) {
    types.computeIfPresent(
        type,
        (_, last) -> new Exchange(State.REJECTED, last.sent(), last.accepted(), last.sentAt()));
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

  /** How the client stands to what it was sent; {@code patience} is how long it may take. */
  synchronized Standing standing(Instant now, Duration patience) {
    Optional<Map.Entry<XdsType, Exchange>> unanswered =
        types.entrySet().stream()
            .filter(entry -> entry.getValue().state() == State.SENT)
            .min(Comparator.comparing(entry -> entry.getValue().sentAt()));
    Optional<Standing> silent =
        unanswered
            .filter(entry -> !entry.getValue().sentAt().plus(patience).isAfter(now))
            .map(entry -> new Standing.Silent(entry.getKey(), entry.getValue().sentAt()));
    if (silent.isPresent()) {
      return silent.get();
    }
    if (!rejections.isEmpty()) {
      return new Standing.Refusing(List.copyOf(rejections.values()), lastAcknowledged);
    }
    return unanswered.isPresent() ? new Standing.Busy() : new Standing.Following();
  }

  NodeId node() {
    return proxy.node();
  }

  synchronized View view() {
    Map<XdsType, String> words = new EnumMap<>(XdsType.class);
    rejections.forEach((type, rejection) -> words.put(type, rejection.error()));
    return new View(
        proxy,
        build,
        incremental,
        connected,
        lastAcknowledged,
        Map.copyOf(types),
        Map.copyOf(words),
        trust);
  }

  Instant connected() {
    return connected;
  }

  Control control() {
    return control;
  }

  synchronized void told(WorkloadTrust whom) {
    trust = Optional.of(whom);
  }
}
