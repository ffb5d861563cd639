package io.meshwright.runtime.operatorapi;

import io.grpc.stub.ServerCallStreamObserver;
import io.meshwright.xds.proto.operator.v1.SessionReport;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One client that is told whenever the report differs. Counting at intervals bounds the cost
 * whatever comes and goes between; a client that does not read is not sent to.
 */
final class SessionWatch {

  private static final Logger LOG = Logger.getLogger(SessionWatch.class);

  private final Supplier<SessionReport> report;
  private final ServerCallStreamObserver<SessionReport> client;
  private @Nullable SessionReport told;

  SessionWatch(Supplier<SessionReport> report, ServerCallStreamObserver<SessionReport> client) {
    this.report = report;
    this.client = client;
  }

  /** Reports from now on until the client goes or {@code executor} ends; the first time at once. */
  void start(ScheduledExecutorService executor, Duration interval) {
    Future<?> ticks =
        executor.scheduleWithFixedDelay(
            this::tellIfChanged, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    client.setOnCancelHandler(() -> ticks.cancel(false));
  }

  private void tellIfChanged() {
    if (client.isCancelled() || !client.isReady()) {
      return;
    }
    try {
      SessionReport now = report.get();
      if (!now.equals(told)) {
        client.onNext(now);
        told = now;
      }
    } catch (RuntimeException e) {
      // an exception would end the ticks without a word
      LOG.warn("Cannot report the sessions", e);
    }
  }
}
