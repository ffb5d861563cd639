package io.meshwright.runtime.xds;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.grpc.Status;
import io.meshwright.runtime.delivery.Delivery;
import io.meshwright.runtime.delivery.MeshResources;
import io.meshwright.runtime.delivery.ProxyResources;
import io.meshwright.runtime.delivery.Resources;
import io.meshwright.runtime.model.ModelChange;
import io.meshwright.runtime.model.ModelPart;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.NodeMetadata;
import io.meshwright.xds.WorkloadTrust;
import io.meshwright.xds.XdsType;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One client's stream, whichever form of the protocol it speaks. Everything happens on its serial
 * executor; deliveries that arrive while it works are merged into one.
 *
 * <p>Types are sent in the order of {@link XdsType}, so that what is referred to arrives first; a
 * cluster that is gone is taken away only when no listener or route that may still refer to it
 * waits for its answer (make before break).
 *
 * <p>What waits in memory for a slow client is bounded: nothing is sent before what was sent has
 * left, and an incremental client that starts gets much in parts, each when it has answered the one
 * before. One that goes on gets all at once: Envoy does not answer before new clusters are warm,
 * and one that never is would keep the rest away.
 */
final class ProxyStream {

  private static final Logger LOG = Logger.getLogger(ProxyStream.class);

  /** What may refer to clusters. */
  private static final Set<XdsType> DEPENDENTS = EnumSet.of(XdsType.LISTENER, XdsType.ROUTE);

  private final StreamTransport transport;
  private final Executor serial;
  private final StreamPeer peer;
  private final ConnectedProxies registry;
  private final Map<XdsType, Subscription> subscriptions = new EnumMap<>(XdsType.class);
  private final Set<XdsType> stale = EnumSet.noneOf(XdsType.class);
  private final Set<XdsType> repeat = EnumSet.noneOf(XdsType.class);

  /** What was compared last of types that are delivered whole. */
  private final Map<XdsType, Resources> compared = new EnumMap<>(XdsType.class);

  /** Load assignments that have to be compared, unless all have to. */
  private final Set<String> staleAssignments = new TreeSet<>();

  private boolean allAssignmentsStale = true;
  private @Nullable ProxyResources resources;
  private @Nullable Instant changedAt;
  private @Nullable ConnectedProxy connection;
  private long nonces;
  private boolean closed;

  private final MissedDeliveries missed = new MissedDeliveries();

  ProxyStream(
      StreamTransport transport, Executor serial, StreamPeer peer, ConnectedProxies registry) {
    this.transport = transport;
    this.serial = serial;
    this.peer = peer;
    this.registry = registry;
  }

  /** A model is in force; called on the publisher's thread. */
  void delivered(Delivery delivery) {
    if (missed.add(delivery, registry.now())) {
      serial.execute(this::takeDelivered);
    }
  }

  /** Runs something of the stream's on its executor. */
  void execute(Runnable task) {
    serial.execute(
        () -> {
          if (!closed) {
            try {
              task.run();
            } catch (RuntimeException e) {
              LOG.errorf(e, "The stream of %s fails", node());
              registry.failed();
              close(Status.INTERNAL.withDescription("the control plane failed"));
            }
          }
        });
  }

  /** The client went away; called on any thread. */
  void gone() {
    serial.execute(this::release);
  }

  /** The first message of a stream names the node; false ends the stream. */
  boolean identify(Node node, MeshResources current) {
    if (resources != null) {
      return true;
    }
    try {
      ProxyIdentity parsed = NodeParser.parse(node, current.model().settings());
      Optional<ConfigError> refusal =
          peer.guard()
              .refuse(
                  parsed.node(), NodeParser.text(node.getMetadata(), NodeMetadata.SERVICE_ACCOUNT));
      if (refusal.isPresent()) {
        close(Status.PERMISSION_DENIED.withDescription(refusal.get().message()));
        return false;
      }
      resources = new ProxyResources(parsed, current);
      connection =
          registry.connected(
              parsed, NodeParser.build(node), transport.incremental(), new StreamControl(this));
      return true;
    } catch (ConfigException e) {
      close(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
      return false;
    }
  }

  /** What tools are told over this stream. */
  ToolAnswers tools() {
    return peer.tools();
  }

  Subscription subscription(XdsType type) {
    return subscriptions.computeIfAbsent(type, Subscription::new);
  }

  boolean subscribed(XdsType type) {
    return subscriptions.containsKey(type);
  }

  /** Counts an answer and continues with what waited for it. */
  void answered(XdsType type, Subscription.Reply reply, String error) {
    ConnectedProxy known = connection;
    switch (reply) {
      case ACK -> registry.acknowledged(known, type);
      case NACK -> registry.rejected(known, type, error);
      case STALE -> registry.stale(type);
      case WANTED -> {}
    }
    flush();
  }

  /** The type must be compared again. */
  void compare(XdsType type) {
    stale.add(type);
    allAssignmentsStale |= type == XdsType.ENDPOINT;
  }

  /** What was asked for of the type must be compared. */
  void compareAsked(XdsType type) {
    stale.add(type);
  }

  /** The next comparison of the type is sent even if it finds nothing. */
  void repeat(XdsType type) {
    repeat.add(type);
    compare(type);
  }

  /** Whether the client's next request must be answered even if nothing differs. */
  boolean expectsRepetition(XdsType type) {
    return repeat.contains(type);
  }

  /** Sends what is due, in order. */
  void flush() {
    ProxyResources current = resources;
    if (current == null || closed) {
      return;
    }
    sendStale(current);
    if (stale.contains(XdsType.CLUSTER) && !dependentsPending()) {
      // nothing that was sent meanwhile refers to what is gone
      sendStale(current);
    }
    if (stale.isEmpty() && !anyWaiting()) {
      registry.follows(connection, current.scope().model().version());
      if (changedAt != null) {
        registry.converged(changedAt);
        changedAt = null;
      }
    }
  }

  private void sendStale(ProxyResources current) {
    for (XdsType type : XdsType.values()) {
      Subscription subscription = subscriptions.get(type);
      if (subscription == null || subscription.waiting() || !stale.contains(type)) {
        continue;
      }
      if (!transport.ready()) {
        return;
      }
      boolean early =
          DEPENDENTS.contains(type)
              && subscribed(XdsType.CLUSTER)
              && subscription(XdsType.CLUSTER).begun();
      if (!early) {
        send(subscription, current);
      }
    }
  }

  private void send(Subscription subscription, ProxyResources from) {
    Instant begin = registry.now();
    XdsType type = subscription.type();
    boolean complete =
        type != XdsType.ENDPOINT
            || !transport.incremental()
            || !subscription.answered()
            || allAssignmentsStale;
    Resources current = wanted(subscription, from, complete);
    Subscription.Update lacking = subscription.lacking(current, complete);
    boolean keep =
        transport.incremental()
            && type == XdsType.CLUSTER
            && !lacking.removed().isEmpty()
            && dependentsPending();
    if (keep) {
      lacking = new Subscription.Update(lacking.changed(), new TreeSet<>());
    }
    Subscription.Update update = transport.incremental() ? subscription.next(lacking) : lacking;
    if (update.equals(lacking)) {
      subscription.complete();
      if (!keep) {
        stale.remove(type);
      }
      if (type == XdsType.ENDPOINT) {
        allAssignmentsStale = false;
        staleAssignments.clear();
      }
    }
    boolean wanted = repeat.remove(type) || !subscription.answered();
    if (!update.empty() || wanted) {
      String nonce = Long.toHexString(++nonces);
      transport.send(type, update, current, nonce);
      subscription.sent(update, nonce);
      registry.sent(connection, type, update, from.scope().model().version(), nonce, begin);
      if (type == XdsType.CLUSTER && subscribed(XdsType.ENDPOINT)) {
        warmUp(update.changed().keySet());
      }
    }
  }

  /** A cluster that changed is used when its endpoints came after it, also if they are the same. */
  private void warmUp(Set<String> clusters) {
    if (!transport.incremental()) {
      // they are sent in answer to the client's next request (X2)
      repeat.add(XdsType.ENDPOINT);
      return;
    }
    Subscription endpoints = subscription(XdsType.ENDPOINT);
    for (String cluster : clusters) {
      if (endpoints.names().contains(cluster)) {
        endpoints.want(cluster);
        compareAsked(XdsType.ENDPOINT);
      }
    }
  }

  /** What the client is to have of what it wants, or of it what may differ. */
  private Resources wanted(Subscription subscription, ProxyResources from, boolean complete) {
    XdsType type = subscription.type();
    if (subscription.wildcard()) {
      Resources all = from.all(type);
      compared.put(type, all);
      return all;
    }
    Set<String> names = subscription.names();
    if (type == XdsType.SECRET) {
      return peer.roots().among(names, peer.secrets(), from);
    }
    if (!complete) {
      Set<String> some = new TreeSet<>(staleAssignments);
      some.retainAll(names);
      some.addAll(subscription.asked());
      names = some;
    }
    return from.named(type, names);
  }

  private boolean dependentsPending() {
    return subscriptions.values().stream()
        .filter(each -> DEPENDENTS.contains(each.type()))
        .anyMatch(each -> each.waiting() || stale.contains(each.type()));
  }

  private boolean anyWaiting() {
    return subscriptions.values().stream().anyMatch(Subscription::waiting);
  }

  private void takeDelivered() {
    missed
        .take()
        .ifPresent(
            all -> {
              registry.taken(all.since());
              ProxyResources current = resources;
              if (current != null && !closed) {
                execute(() -> take(all.merged(), current));
              }
            });
  }

  private void take(Delivery delivery, ProxyResources current) {
    ModelChange change = delivery.change();
    if (changedAt == null) {
      changedAt = delivery.firstChange();
    }
    boolean others = current.update(delivery.resources(), change);
    if (others) {
      compare(XdsType.ENDPOINT);
    } else if (staleAssignments.addAll(AffectedClusters.of(change, current.scope()))) {
      compareAsked(XdsType.ENDPOINT);
    }
    if (change.parts().contains(ModelPart.CREDENTIALS)) {
      compare(XdsType.SECRET);
    }
    for (Subscription subscription : subscriptions.values()) {
      if (differs(subscription, current)) {
        compare(subscription.type());
      }
    }
    stale.retainAll(subscriptions.keySet());
    flush();
  }

  /**
   * Whether what is delivered whole, or routes or extensions of some name, are not what they were.
   */
  private boolean differs(Subscription subscription, ProxyResources current) {
    XdsType type = subscription.type();
    return switch (type) {
      case CLUSTER, LISTENER, NAME_TABLE ->
          !subscription.wildcard()
              || !current.all(type).same(compared.getOrDefault(type, Resources.NONE));
      case EXTENSION_CONFIG ->
          !subscription.lacking(current.named(type, subscription.names()), true).empty();
      case ROUTE -> !subscription.lacking(current.named(type, subscription.names()), false).empty();
      case ENDPOINT, SECRET -> false;
    };
  }

  /** Sends once more what the client was sent of a type, and refused. */
  void sendAgain(XdsType type, Set<String> names) {
    if (subscribed(type)) {
      if (transport.incremental()) {
        subscription(type).forget(names);
        compare(type);
      } else {
        repeat(type);
      }
      flush();
    }
  }

  /** Ends the stream and, in order, its connection. */
  void hangUp(Status status) {
    peer.hangUp().run();
    close(status);
  }

  /** The client says whom it trusts. */
  void tells(WorkloadTrust trust) {
    registry.told(connection, trust);
  }

  void close(Status status) {
    transport.close(status);
    release();
  }

  private String node() {
    ProxyResources current = resources;
    return current == null ? "?" : current.scope().proxy().node().toString();
  }

  private void release() {
    closed = true;
    if (connection != null) {
      registry.gone(connection);
      connection = null;
    }
  }
}
