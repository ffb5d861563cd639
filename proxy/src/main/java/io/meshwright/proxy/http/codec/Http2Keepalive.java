package io.meshwright.proxy.http.codec;

import io.meshwright.proxy.snapshot.HttpProtocol;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Pings a peer every so often and tells when it does not answer. For the connection's loop. */
final class Http2Keepalive {
  /** Any payload that no other ping of this end has. */
  static final long PAYLOAD = 0x6b65657061L;

  private final EventExecutor loop;
  private final HttpProtocol.Keepalive config;
  private final LongConsumer ping;
  private final Runnable dead;
  private @Nullable ScheduledFuture<?> timer;

  Http2Keepalive(
      EventExecutor loop, HttpProtocol.Keepalive config, LongConsumer ping, Runnable dead) {
    this.loop = loop;
    this.config = config;
    this.ping = ping;
    this.dead = dead;
  }

  /** Waits for the next ping's time. */
  void start() {
    timer = loop.schedule(this::send, config.interval().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void send() {
    ping.accept(PAYLOAD);
    timer = loop.schedule(dead, config.timeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The peer is there. */
  void answered() {
    stop();
    start();
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
