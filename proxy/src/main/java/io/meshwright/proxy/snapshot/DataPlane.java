package io.meshwright.proxy.snapshot;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The data path as the rest of the process sees it: it follows snapshots, tells what it has open,
 * and ends in order. Methods may be called from any thread and do not block.
 */
public interface DataPlane extends SnapshotListener, AutoCloseable {

  /** Names of the listeners whose sockets all accept connections. */
  List<String> boundListeners();

  /** Counters of each endpoint in use, for {@code /clusters}. */
  List<EndpointState> endpointStates();

  /** Writes all metrics in Prometheus' text format. */
  void writeMetrics(Appendable out) throws IOException;

  /**
   * From now on each response asks its client to leave ({@code connection: close}). Everything is
   * served as before, new connections too: clients that do not know yet must not fail.
   */
  void beginDrain();

  /**
   * Begins to drain and waits until the clients have left, at the latest for {@code grace}; then
   * stops accepting, closes idle connections, gives the others a second, and completes. Calling it
   * again returns the same stage.
   */
  CompletionStage<Void> drain(Duration grace);

  /** Closes everything that is still open and ends the event loops. */
  @Override
  void close();

  /** Makes the data path of a process. */
  @FunctionalInterface
  interface Factory {
    /**
     * Starts event loops; opens no socket before the first snapshot.
     *
     * @param snapshots where the current configuration is read
     * @param eventLoops how many; 0 is one for each processor
     * @param overload what is done when memory or time run short
     */
    DataPlane start(SnapshotPublisher snapshots, int eventLoops, OverloadPolicy overload);
  }

  /**
   * One endpoint's counters.
   *
   * @param ejected whether outlier detection leaves it out
   * @param failedCheck whether health checks leave it out
   */
  record EndpointState(
      String cluster,
      Address address,
      long connectionsActive,
      long connectionsTotal,
      long connectFailures,
      long requestsActive,
      long requestsTotal,
      long requestErrors,
      boolean ejected,
      boolean failedCheck) {}
}
