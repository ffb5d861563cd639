package io.meshwright.proxy.overload;

import io.meshwright.proxy.snapshot.OverloadPolicy.Action;
import java.util.random.RandomGenerator;

/** What the data path has to do about pressure now. For all threads. */
public final class Overload {
  private final long mostConnections;
  private volatile Levels levels = Levels.CALM;

  /** None. */
  public Overload(long mostConnections) {
    this.mostConnections = mostConnections;
  }

  void become(Levels next) {
    levels = next;
  }

  Levels levels() {
    return levels;
  }

  /** Whether this request is answered at once. */
  public boolean refusesRequest(RandomGenerator random) {
    return drawn(Action.REFUSE_REQUESTS, random);
  }

  /** Whether this connection ends with its answer. */
  public boolean endsKeepAlive(RandomGenerator random) {
    return drawn(Action.DISABLE_KEEPALIVE, random);
  }

  /**
   * Whether a connection that was accepted is closed.
   *
   * @param open how many there are with it
   */
  public boolean rejectsConnection(int open, RandomGenerator random) {
    return open > mostConnections || drawn(Action.REJECT_CONNECTIONS, random);
  }

  /** Whether clients that want to connect wait. */
  public boolean stopsAccepting() {
    return levels.of(Action.STOP_ACCEPTING) >= 1;
  }

  private boolean drawn(Action action, RandomGenerator random) {
    Levels now = levels;
    if (now.calm()) {
      return false;
    }
    double level = now.of(action);
    return level >= 1 || (level > 0 && random.nextDouble() < level);
  }
}
