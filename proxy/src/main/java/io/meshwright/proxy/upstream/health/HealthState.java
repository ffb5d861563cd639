package io.meshwright.proxy.upstream.health;

/** What the checks say of one host; written by one loop, read by all. */
public final class HealthState {
  private volatile boolean failed;

  private HealthState(boolean failed) {
    this.failed = failed;
  }

  /** Of a host that nobody checks: well. */
  public static HealthState unchecked() {
    return new HealthState(false);
  }

  /** Of a host that was not checked yet: not to be used before the first check passed (Envoy). */
  public static HealthState pending() {
    return new HealthState(true);
  }

  /** Whether the host is left out. */
  public boolean failed() {
    return failed;
  }

  void set(boolean nowFailed) {
    failed = nowFailed;
  }
}
