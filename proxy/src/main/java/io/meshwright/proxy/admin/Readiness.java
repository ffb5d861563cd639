package io.meshwright.proxy.admin;

import io.meshwright.proxy.snapshot.DataPlane;
import io.meshwright.proxy.snapshot.Listener;
import io.meshwright.proxy.snapshot.SnapshotPublisher;
import io.meshwright.proxy.xds.ConfigurationView;
import io.meshwright.xds.XdsType;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Whether the proxy takes traffic: its first configuration has come with all that it refers to, the
 * listeners accept connections, and the process is not ending. Safe for use by several threads.
 */
public final class Readiness {
  private final Supplier<ConfigurationView> configuration;
  private final SnapshotPublisher snapshots;
  private final DataPlane dataPlane;
  private volatile boolean draining;
  private volatile boolean failedByHand;
  private final Runnable whenReady;
  private volatile boolean wasReady;

  /** Asks the first three; runs {@code whenReady} once, just before it says so. */
  public Readiness(
      Supplier<ConfigurationView> configuration,
      SnapshotPublisher snapshots,
      DataPlane dataPlane,
      Runnable whenReady) {
    this.configuration = configuration;
    this.snapshots = snapshots;
    this.dataPlane = dataPlane;
    this.whenReady = whenReady;
  }

  /** From now on the proxy is not ready. */
  public void drain() {
    draining = true;
  }

  /** Fails or repairs the check, as asked on the admin port. */
  void failByHand(boolean failed) {
    failedByHand = failed;
  }

  /** Whether the process is ending. */
  boolean draining() {
    return draining || failedByHand;
  }

  /** Why the proxy is not ready; empty if it is. */
  Optional<String> obstacle() {
    if (draining) {
      return Optional.of("draining");
    }
    if (failedByHand) {
      return Optional.of("failed by /healthcheck/fail");
    }
    if (wasReady) {
      return Optional.empty();
    }
    ConfigurationView received = configuration.get();
    if (!received.complete()) {
      return Optional.of("the first configuration is not complete yet");
    }
    Set<String> missing = new HashSet<>();
    for (Listener listener : snapshots.current().boundListeners()) {
      missing.add(listener.name());
    }
    // a router that no Gateway selects has nothing to serve
    boolean serves =
        !received.of(XdsType.LISTENER).isEmpty()
            || !received.rejectedOf(XdsType.LISTENER).isEmpty();
    if (missing.isEmpty() && serves) {
      return Optional.of("no listener is complete yet");
    }
    missing.removeAll(dataPlane.boundListeners());
    if (!missing.isEmpty()) {
      return Optional.of("listeners without a socket: " + String.join(", ", missing));
    }
    whenReady.run();
    wasReady = true;
    return Optional.empty();
  }
}
