package io.meshwright.proxy.xds;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.Metadata;
import io.grpc.Status;
import io.meshwright.proxy.config.ProxyConfig.Authentication;
import io.meshwright.proxy.config.ProxyConfig.Server;
import io.meshwright.proxy.controlplane.Backoff;
import io.meshwright.proxy.controlplane.ConfigurationThread;
import io.meshwright.proxy.controlplane.ControlPlaneChannels;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.WorkloadTrust;
import io.meshwright.xds.XdsType;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one delta ADS stream open, for ever: connects, subscribes, hands resources to the store,
 * answers each response, and reconnects after a random pause. All on the configuration thread.
 */
final class AdsClient implements AdsConnection.Events {
  private static final Logger LOG = System.getLogger(AdsClient.class.getName());

  private final ControlPlaneChannels channels;
  private final Server server;
  private final Authentication authentication;
  private final Supplier<Node> node;
  private final ConfigurationThread thread;
  private final Backoff backoff;
  private final Changes changes;
  private final Map<XdsType, DeltaSubscription> subscriptions = new EnumMap<>(XdsType.class);
  private @Nullable AdsConnection connection;
  private @Nullable WorkloadTrust trust;
  private boolean stopped;

  /** Where resources go. */
  interface Changes {
    /** A type's resources that came together; the errors of those that were refused. */
    List<ConfigError> received(XdsType type, List<Resource> resources, List<String> removed);

    /** Types that are asked for. */
    Set<XdsType> followed();

    /** Name to version of what is held. */
    Map<String, String> versions(XdsType type);

    /** Called after a response was answered. */
    void settled();
  }

  AdsClient(
      ControlPlaneChannels channels,
      Server server,
      Authentication authentication,
      Supplier<Node> node,
      ConfigurationThread thread,
      Backoff backoff,
      Changes changes) {
    this.channels = channels;
    this.server = server;
    this.authentication = authentication;
    this.node = node;
    this.thread = thread;
    this.backoff = backoff;
    this.changes = changes;
    for (XdsType type : changes.followed()) {
      subscriptions.put(type, new DeltaSubscription(type));
    }
  }

  void connect() {
    if (stopped) {
      return;
    }
    try {
      Metadata headers = ControlPlaneChannels.headers(authentication);
      AdsConnection opened =
          new AdsConnection(
              channels.open(server, authentication), headers, node.get(), thread, this);
      connection = opened;
      subscriptions.forEach(
          (type, subscription) ->
              subscription.streamOpened(changes.versions(type)).ifPresent(opened::send));
      if (trust != null) {
        opened.tell(trust);
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(Level.WARNING, "cannot connect to {0}: {1}", server, e.toString());
      thread.after(backoff.next(), this::connect);
    }
  }

  /** Changes the names wanted of a type. */
  void want(XdsType type, Set<String> names) {
    AdsConnection current = connection;
    Optional<DeltaRequest> request =
        subscription(type).want(names, current != null, changes.versions(type));
    if (current != null) {
      request.ifPresent(current::send);
    }
  }

  /** Says whom this proxy trusts, now and on each stream to come. */
  void tell(WorkloadTrust whom) {
    if (!whom.equals(trust)) {
      trust = whom;
      if (connection != null) {
        connection.tell(whom);
      }
    }
  }

  /**
   * Begins anew where a stream waits for its first answer: it has not told what is held meanwhile.
   */
  void reconnect() {
    if (connection != null) {
      connection.close();
      connection = null;
      subscriptions.values().forEach(DeltaSubscription::streamClosed);
      connect();
    }
  }

  void stop() {
    stopped = true;
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  @Override
  public void received(AdsConnection from, DeltaDiscoveryResponse response) {
    backoff.reset();
    if (response.getTypeUrl().equals(WorkloadTrust.TYPE_URL)) {
      // a control plane that does not know the type says that it has nothing of it
      return;
    }
    Optional<XdsType> type = XdsType.of(response.getTypeUrl());
    if (type.isEmpty()) {
      String error =
          new ConfigError(
                  "DeltaDiscoveryResponse",
                  "type_url",
                  response.getTypeUrl(),
                  "one of "
                      + Arrays.stream(XdsType.values())
                          .map(XdsType::typeUrl)
                          .collect(Collectors.joining(", ")))
              .message();
      from.refuse(response.getTypeUrl(), response.getNonce(), error);
      return;
    }
    List<ConfigError> errors =
        new ArrayList<>(
            changes.received(
                type.get(), response.getResourcesList(), response.getRemovedResourcesList()));
    String detail = errors.stream().map(ConfigError::message).collect(Collectors.joining("; "));
    if (!detail.isEmpty()) {
      LOG.log(Level.WARNING, "refused: {0}", detail);
    }
    from.send(subscription(type.get()).acknowledge(response.getNonce(), detail));
    changes.settled();
  }

  @Override
  public void ended(AdsConnection from, Status status) {
    connection = null;
    subscriptions.values().forEach(DeltaSubscription::streamClosed);
    Duration pause = backoff.next();
    LOG.log(Level.INFO, "stream to {0} ended: {1}; next attempt in {2}", server, status, pause);
    thread.after(pause, this::connect);
  }

  private DeltaSubscription subscription(XdsType type) {
    return subscriptions.computeIfAbsent(type, DeltaSubscription::new);
  }
}
