package io.meshwright.proxy.upstream.pool;

import io.meshwright.proxy.telemetry.LoopCounter;

/** What one worker counts about one host. Written on its loop, read anywhere. */
public final class HostCounters {
  public final LoopCounter connectionsActive = new LoopCounter();
  public final LoopCounter connectionsTotal = new LoopCounter();
  public final LoopCounter connectFailures = new LoopCounter();
  public final LoopCounter requestsActive = new LoopCounter();
  public final LoopCounter requestsTotal = new LoopCounter();
  public final LoopCounter requestErrors = new LoopCounter();
}
