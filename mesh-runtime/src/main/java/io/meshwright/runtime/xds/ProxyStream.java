package io.meshwright.runtime.xds;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.grpc.Status;
import io.meshwright.runtime.compile.MeshCompiler;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.ModelChange;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.snapshot.Published;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.NodeMetadata;
import io.meshwright.xds.XdsType;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One client's stream, whichever form of the protocol it speaks. Everything happens on its serial
 * executor; publications that arrive while it works are merged into one.
 *
 * <p>Types are sent in the order of {@link XdsType}, so that what is referred to arrives first; a
 * cluster that is gone is taken away only when no listener or route that may still refer to it
 * waits for its answer (make before break).
 */
final class ProxyStream {

  private static final Logger LOG = Logger.getLogger(ProxyStream.class);

  private final StreamTransport transport;
  private final Executor serial;
  private final StreamPeer peer;
  private final ConnectedProxies registry;
  private final Map<XdsType, Subscription> subscriptions = new EnumMap<>(XdsType.class);
  private final Set<XdsType> stale = EnumSet.noneOf(XdsType.class);
  private final Set<XdsType> repeat = EnumSet.noneOf(XdsType.class);
  private @Nullable ProxyIdentity proxy;
  private @Nullable ProxyScope scope;
  private @Nullable MeshModel model;
  private ModelChange seenByEndpoints = ModelChange.EVERYTHING;
  private @Nullable Instant changedAt;
  private @Nullable ConnectedProxy connection;
  private long nonces;
  private boolean closed;

  private final Object inboxLock = new Object();
  private @Nullable Published inbox;

  ProxyStream(
      StreamTransport transport, Executor serial, StreamPeer peer, ConnectedProxies registry) {
    this.transport = transport;
    this.serial = serial;
    this.peer = peer;
    this.registry = registry;
  }

  /** A model is in force; called on the publisher's thread. */
  void published(Published published) {
    boolean first;
    synchronized (inboxLock) {
      first = inbox == null;
      inbox = inbox == null ? published : inbox.and(published);
    }
    if (first) {
      serial.execute(this::takePublished);
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
              LOG.errorf(e, "The stream of %s fails", proxy == null ? "?" : proxy.node());
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
  boolean identify(Node node, MeshModel current) {
    if (proxy != null) {
      return true;
    }
    try {
      ProxyIdentity parsed = NodeParser.parse(node, current.settings());
      Optional<ConfigError> refusal =
          peer.guard()
              .refuse(
                  parsed.node(), NodeParser.text(node.getMetadata(), NodeMetadata.SERVICE_ACCOUNT));
      if (refusal.isPresent()) {
        close(Status.PERMISSION_DENIED.withDescription(refusal.get().message()));
        return false;
      }
      proxy = parsed;
      model = model == null ? current : model;
      connection =
          registry.connected(parsed, NodeParser.build(node), transport.incremental(), this::move);
      return true;
    } catch (ConfigException e) {
      close(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
      return false;
    }
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
    if (type == XdsType.ENDPOINT) {
      seenByEndpoints = ModelChange.EVERYTHING;
    }
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
    if (proxy == null || model == null || closed) {
      return;
    }
    if (scope == null) {
      scope = new ProxyScope(model, proxy);
    }
    for (XdsType type : XdsType.values()) {
      Subscription subscription = subscriptions.get(type);
      if (subscription != null && stale.contains(type) && !subscription.waiting()) {
        send(subscription, scope, model.version());
      }
    }
    if (stale.isEmpty() && !anyWaiting()) {
      registry.follows(connection, model.version());
      if (changedAt != null) {
        registry.converged(changedAt);
        changedAt = null;
      }
    }
  }

  private void send(Subscription subscription, ProxyScope scope, long version) {
    XdsType type = subscription.type();
    boolean partly =
        type == XdsType.ENDPOINT
            && transport.incremental()
            && subscription.answered()
            && !seenByEndpoints.structure();
    NavigableMap<String, VersionedResource> current = compile(subscription, scope, partly);
    boolean complete = !partly;
    Subscription.Update update = subscription.lacking(current, complete);
    boolean keep = type == XdsType.CLUSTER && !update.removed().isEmpty() && dependentsPending();
    if (keep && transport.incremental()) {
      update = new Subscription.Update(update.changed(), new TreeSet<>());
    } else {
      stale.remove(type);
    }
    if (type == XdsType.ENDPOINT) {
      seenByEndpoints = ModelChange.NONE;
    }
    boolean wanted = repeat.remove(type) || !subscription.answered();
    if (!update.empty() || wanted) {
      String nonce = Long.toHexString(++nonces);
      transport.send(type, update, current, nonce);
      subscription.sent(update, nonce);
      registry.sent(connection, type, update, version);
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
        compare(XdsType.ENDPOINT);
      }
    }
  }

  private NavigableMap<String, VersionedResource> compile(
      Subscription subscription, ProxyScope scope, boolean partly) {
    XdsType type = subscription.type();
    if (subscription.wildcard()) {
      return VersionedResource.of(MeshCompiler.all(type, scope));
    }
    Set<String> names = subscription.names();
    if (type == XdsType.SECRET && !names.isEmpty() && !peer.secrets().getAsBoolean()) {
      return VersionedResource.of(new TreeMap<>());
    }
    if (partly) {
      names = AffectedClusters.among(names, seenByEndpoints, scope);
    }
    return VersionedResource.of(MeshCompiler.named(type, names, scope));
  }

  private boolean dependentsPending() {
    for (XdsType type : new XdsType[] {XdsType.LISTENER, XdsType.ROUTE}) {
      Subscription subscription = subscriptions.get(type);
      if (subscription != null && (stale.contains(type) || subscription.waiting())) {
        return true;
      }
    }
    return false;
  }

  private boolean anyWaiting() {
    return subscriptions.values().stream().anyMatch(Subscription::waiting);
  }

  private void takePublished() {
    Published published;
    synchronized (inboxLock) {
      published = inbox;
      inbox = null;
    }
    if (published == null || closed) {
      return;
    }
    execute(
        () -> {
          model = published.model();
          scope = null;
          if (changedAt == null) {
            changedAt = published.firstChange();
          }
          ModelChange change = published.change();
          stale.addAll(touchedBy(change));
          stale.retainAll(subscriptions.keySet());
          seenByEndpoints = seenByEndpoints.and(change);
          flush();
        });
  }

  private static Set<XdsType> touchedBy(ModelChange change) {
    if (change.structure()) {
      return EnumSet.allOf(XdsType.class);
    }
    Set<XdsType> touched = EnumSet.noneOf(XdsType.class);
    if (!change.endpoints().isEmpty()) {
      touched.add(XdsType.ENDPOINT);
    }
    if (change.instances()) {
      touched.addAll(EnumSet.of(XdsType.CLUSTER, XdsType.LISTENER));
    }
    if (change.names()) {
      touched.add(XdsType.NAME_TABLE);
    }
    if (change.credentials()) {
      touched.add(XdsType.SECRET);
    }
    return touched;
  }

  /** Makes the client connect anew; called on any thread. */
  private void move() {
    execute(
        () -> {
          peer.hangUp().run();
          close(Status.UNAVAILABLE.withDescription("connect anew: replicas share the load"));
        });
  }

  void close(Status status) {
    transport.close(status);
    release();
  }

  private void release() {
    closed = true;
    if (connection != null) {
      registry.gone(connection);
      connection = null;
    }
  }
}
