package io.meshwright.proxy.http.filter.jwt;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.side.SideAnswer;
import io.meshwright.proxy.http.side.SideCall;
import io.meshwright.proxy.http.side.SideResponse;
import io.meshwright.proxy.jwt.VerificationKeys;
import io.meshwright.proxy.snapshot.JwtAuthentication.Keys;
import io.meshwright.proxy.upstream.LoopCluster;
import io.meshwright.proxy.worker.Worker;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keys that a provider serves. All workers share what was fetched; a worker that needs keys fetches
 * them once for all requests that wait.
 */
final class RemoteKeys {
  private static final int OK = 200;
  private static final int MAX_KEYS = 1024 * 1024;

  private final Keys.Remote config;
  private final Map<Worker, Fetch> running = new ConcurrentHashMap<>();
  private volatile @Nullable Cached cached;

  RemoteKeys(Keys.Remote config) {
    this.config = config;
  }

  /** Keys until the clock of durations shows a time. */
  private record Cached(VerificationKeys keys, long untilNanos) {}

  /** Keys that may be used now; absent if they have to be fetched. */
  @Nullable VerificationKeys current() {
    Cached known = cached;
    return known != null && known.untilNanos() - System.nanoTime() > 0 ? known.keys() : null;
  }

  /**
   * Fetches keys over a worker's connections, on its loop.
   *
   * @param destination what the client dialled, for clusters that follow it
   * @param waiter is told whether there are keys, never before this returns
   */
  void fetch(Worker worker, SocketAddress destination, Consumer<Boolean> waiter) {
    @Nullable Fetch known = running.get(worker);
    if (known != null) {
      known.waiters.add(waiter);
      return;
    }
    Fetch begun = new Fetch(worker, destination);
    begun.waiters.add(waiter);
    running.put(worker, begun);
    worker.loop().execute(begun::attempt);
  }

  /** One worker's way to the keys. Belongs to its loop. */
  private final class Fetch implements SideAnswer {
    private final Worker worker;
    private final SocketAddress destination;
    private final List<Consumer<Boolean>> waiters = new ArrayList<>();
    private int attempts;

    Fetch(Worker worker, SocketAddress destination) {
      this.worker = worker;
      this.destination = destination;
    }

    void attempt() {
      attempts++;
      @Nullable LoopCluster cluster = worker.clusters().get(config.cluster());
      if (cluster == null) {
        failed("no cluster");
        return;
      }
      SideCall.begin(
          cluster,
          new RequestHead(
              "GET", "http", config.authority(), config.path(), new DefaultHttpHeaders()),
          true,
          new SideCall.Options(destination, Map.of(), config.timeout(), MAX_KEYS),
          this);
    }

    @Override
    public void answered(SideResponse response) {
      @Nullable VerificationKeys keys =
          response.head().status() == OK
              ? VerificationKeys.parse(new String(response.body(), StandardCharsets.UTF_8))
              : null;
      if (keys == null) {
        failed("no keys with status " + response.head().status());
      } else {
        cached = new Cached(keys, System.nanoTime() + config.life().toNanos());
        end(true);
      }
    }

    @Override
    public void failed(String reason) {
      if (attempts > config.retries()) {
        end(false);
      } else {
        worker.loop().schedule(this::attempt, pause(), TimeUnit.NANOSECONDS);
      }
    }

    /** Random, so that proxies that failed together do not come back together. */
    private long pause() {
      Duration longest = config.pause().multipliedBy(1L << Math.min(attempts - 1, 20));
      Duration limited =
          longest.compareTo(config.longestPause()) > 0 ? config.longestPause() : longest;
      return worker.random().nextLong(Math.max(1, limited.toNanos()));
    }

    private void end(boolean fetched) {
      running.remove(worker);
      waiters.forEach(waiter -> waiter.accept(fetched));
    }
  }
}
