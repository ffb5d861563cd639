package io.meshwright.proxy.testing;

import io.meshwright.proxy.snapshot.DataPlane;
import io.meshwright.proxy.snapshot.Listener;
import io.meshwright.proxy.snapshot.RuntimeSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A data path that says it has bound whatever was published and carries no traffic. */
public final class NoDataPlane implements DataPlane {
  private volatile List<String> bound = List.of();
  private volatile boolean drained;
  private volatile boolean drainBegun;

  @Override
  public void published(RuntimeSnapshot previous, RuntimeSnapshot current) {
    bound = current.boundListeners().stream().map(Listener::name).toList();
  }

  @Override
  public List<String> boundListeners() {
    return bound;
  }

  @Override
  public List<EndpointState> endpointStates() {
    return List.of();
  }

  @Override
  public void writeMetrics(Appendable out) throws IOException {
    out.append("up 1\n");
  }

  @Override
  public void beginDrain() {
    drainBegun = true;
  }

  /** Whether clients are asked to leave. */
  public boolean drainBegun() {
    return drainBegun;
  }

  @Override
  public CompletionStage<Void> drain(Duration grace) {
    drained = true;
    return CompletableFuture.completedStage(null);
  }

  /** Whether a drain was asked for. */
  public boolean drained() {
    return drained;
  }

  @Override
  public void close() {
    bound = List.of();
  }
}
