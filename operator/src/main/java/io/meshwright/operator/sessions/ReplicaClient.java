package io.meshwright.operator.sessions;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Talks to one replica, and keeps trying until it is closed. Nothing blocks; any thread. */
public interface ReplicaClient extends AutoCloseable {

  /** Asks the replica to let some of its proxies connect anew, perhaps elsewhere. */
  void move(int sessions);

  /**
   * Asks what each proxy of the replica has counted.
   *
   * @return fails with a message for users if the replica does not say it, or not in time
   */
  CompletableFuture<List<ProxyTraffic>> traffic();

  /**
   * Asks which proxies are connected to the replica.
   *
   * @return fails with a message for users if the replica does not say it, or not in time
   */
  CompletableFuture<Set<ProxyName>> nodes();

  @Override
  void close();

  /** Makes clients. */
  @FunctionalInterface
  interface Factory {

    /**
     * Begins to talk to a replica.
     *
     * @param roots in PEM, of which one must have signed the replica's certificate
     * @param listener is told whenever something else is known
     */
    ReplicaClient open(Replica replica, String roots, Consumer<ReplicaReport> listener);
  }
}
