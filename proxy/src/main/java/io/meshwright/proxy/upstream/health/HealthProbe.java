package io.meshwright.proxy.upstream.health;

import io.meshwright.proxy.snapshot.HealthCheck;
import io.meshwright.proxy.telemetry.ClusterCounters;
import io.meshwright.proxy.upstream.connect.ConnectFailure;
import io.meshwright.proxy.upstream.connect.ConnectListener;
import io.meshwright.proxy.upstream.connect.ConnectStack;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Checks one host again and again, each time on a new connection. The rules are Envoy's: a host is
 * out until its first check passed; one that is well goes after {@code unhealthyThreshold} silences
 * in a row or the first refusal, and comes back after {@code healthyThreshold} passes in a row. For
 * its loop only.
 */
public final class HealthProbe {
  private final Settings settings;
  private final HealthState state;
  private final Supplier<ConnectStack> stack;
  private boolean stopped;
  private boolean checked;
  private int inRow;
  private @Nullable ScheduledFuture<?> next;
  private @Nullable Check current;

  /**
   * What the probes of a cluster have in common.
   *
   * @param changed told after a host came or went
   */
  public record Settings(
      HealthCheck check,
      EventLoop loop,
      Class<? extends Channel> channelType,
      RandomGenerator random,
      ClusterCounters counters,
      Runnable changed) {}

  /** A probe that does nothing yet; {@code stack} is asked at each check. */
  public HealthProbe(Settings settings, HealthState state, Supplier<ConnectStack> stack) {
    this.settings = settings;
    this.state = state;
    this.stack = stack;
  }

  /** Begins. */
  public void start() {
    schedule(random(settings.check().timing().initialJitter()));
  }

  /** Ends; the state stays as it is. */
  public void stop() {
    stopped = true;
    if (next != null) {
      next.cancel(false);
    }
    if (current != null) {
      current.abandon();
    }
  }

  private void schedule(Duration pause) {
    next = settings.loop().schedule(this::check, pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  private Duration random(Duration most) {
    return most.isPositive()
        ? Duration.ofNanos(settings.random().nextLong(most.toNanos()))
        : Duration.ZERO;
  }

  private void check() {
    settings.counters().healthChecks.increment();
    Check made = new Check();
    current = made;
    made.begin();
  }

  private void ended(ProbeOutcome outcome) {
    current = null;
    if (stopped) {
      return;
    }
    boolean passed = outcome == ProbeOutcome.PASSED;
    count(outcome);
    boolean before = state.failed();
    // the row is of what contradicts the state
    inRow = passed == before ? inRow + 1 : 0;
    boolean over =
        passed
            ? !checked || inRow >= settings.check().healthyThreshold()
            : outcome == ProbeOutcome.REFUSED || inRow >= settings.check().unhealthyThreshold();
    checked = true;
    boolean edge = passed == before && over;
    if (edge) {
      inRow = 0;
      state.set(!passed);
      settings.changed().run();
    }
    HealthCheck.Timing timing = settings.check().timing();
    Duration pause = edge ? timing.edge(passed) : timing.steady(!state.failed());
    Duration share = pause.multipliedBy(timing.jitterPercent()).dividedBy(100);
    schedule(pause.plus(random(timing.jitter())).plus(random(share)));
  }

  private void count(ProbeOutcome outcome) {
    switch (outcome) {
      case PASSED -> settings.counters().healthChecksPassed.increment();
      case REFUSED -> settings.counters().healthChecksFailed.increment();
      case SILENT -> {
        settings.counters().healthChecksFailed.increment();
        settings.counters().healthChecksSilent.increment();
      }
    }
  }

  /** One check under way. */
  private final class Check implements ConnectListener {
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable Channel channel;
    private boolean over;

    void begin() {
      timer =
          settings
              .loop()
              .schedule(
                  () -> end(ProbeOutcome.SILENT),
                  settings.check().timing().timeout().toNanos(),
                  TimeUnit.NANOSECONDS);
      stack.get().connect(settings.loop(), settings.channelType(), this);
    }

    @Override
    public void connected(Channel connection) {
      if (over) {
        connection.close();
        return;
      }
      channel = connection;
      // a host that closes its side has said all it will
      connection.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
      switch (settings.check().probe()) {
        case HealthCheck.Probe.Http http -> HttpProbeHandler.ask(connection, http, this::end);
        case HealthCheck.Probe.Grpc grpc ->
            GrpcProbe.ask(connection, grpc, settings.random(), this::end);
        case HealthCheck.Probe.Tcp tcp -> TcpProbeHandler.ask(connection, tcp, this::end);
      }
    }

    @Override
    public void failed(ConnectFailure failure) {
      end(ProbeOutcome.SILENT);
    }

    void abandon() {
      end(ProbeOutcome.SILENT);
    }

    private void end(ProbeOutcome outcome) {
      if (over) {
        return;
      }
      over = true;
      if (timer != null) {
        timer.cancel(false);
      }
      if (channel != null) {
        channel.close();
      }
      ended(outcome);
    }
  }
}
