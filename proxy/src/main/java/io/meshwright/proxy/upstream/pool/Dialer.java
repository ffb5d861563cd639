package io.meshwright.proxy.upstream.pool;

import io.meshwright.proxy.upstream.connect.ConnectFailure;
import io.meshwright.proxy.upstream.connect.ConnectListener;
import io.meshwright.proxy.upstream.connect.ConnectStack;
import io.netty.channel.Channel;
import java.util.function.Supplier;

/**
 * Makes the connections of a pool, within the cluster's limit, and counts those that are open or
 * under way. For the pool's loop.
 */
final class Dialer {
  private final PoolSettings settings;
  private final HostCounters host;
  private final Supplier<ConnectStack> stack;
  private int connecting;

  /**
   * A dialer that has dialled nothing.
   *
   * @param stack asked at each connect, so that new secrets are used
   */
  Dialer(PoolSettings settings, HostCounters host, Supplier<ConnectStack> stack) {
    this.settings = settings;
    this.host = host;
    this.stack = stack;
  }

  /** How many connects are under way. */
  int connecting() {
    return connecting;
  }

  /**
   * Begins a connect, unless the limit is reached.
   *
   * @param first whether the pool has no connection: as in Envoy, each pool may have one, or a
   *     request could wait for ever
   * @return whether it was begun
   */
  boolean dial(boolean first, ConnectListener listener) {
    if (!settings.breaker().connections().tryAcquire()) {
      settings.counters().connectionOverflow.increment();
      if (!first) {
        return false;
      }
      settings.breaker().connections().acquire();
    }
    connecting++;
    settings.counters().connections.increment();
    host.connectionsTotal.increment();
    stack.get().connect(settings.loop(), settings.channelType(), new Outcome(listener));
    return true;
  }

  /** A connection that was made is closed. */
  void closed() {
    settings.counters().connectionsActive.decrement();
    host.connectionsActive.decrement();
    settings.breaker().connections().release();
  }

  /** A connection that was made turned out to be of no use; {@link #closed} follows. */
  void useless() {
    settings.counters().connectFailures.increment();
    host.connectFailures.increment();
  }

  /** Counts before it tells. */
  private final class Outcome implements ConnectListener {
    private final ConnectListener listener;

    Outcome(ConnectListener listener) {
      this.listener = listener;
    }

    @Override
    public void connected(Channel channel) {
      connecting--;
      settings.counters().connectionsActive.increment();
      host.connectionsActive.increment();
      listener.connected(channel);
    }

    @Override
    public void failed(ConnectFailure failure) {
      connecting--;
      settings.breaker().connections().release();
      settings.counters().connectFailures.increment();
      if (failure.kind() == ConnectFailure.Kind.TIMEOUT) {
        settings.counters().connectTimeouts.increment();
      }
      host.connectFailures.increment();
      listener.failed(failure);
    }
  }
}
