package io.meshwright.operator.sessions;

import java.util.function.Consumer;

/** Talks to one replica, and keeps trying until it is closed. Nothing blocks; any thread. */
public interface ReplicaClient extends AutoCloseable {

  /** Asks the replica to let some of its proxies connect anew, perhaps elsewhere. */
  void move(int sessions);

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
