package io.meshwright.proxy.upstream.pool;

import io.meshwright.proxy.http.codec.ClientConnection;
import io.meshwright.proxy.upstream.connect.ConnectFailure;

/** Connections to one host over one transport, on one loop. Not thread-safe: for its loop only. */
public sealed interface HttpPool permits Http1Pool, Http2Pool, NegotiatedPool, TunnelPool {
  /** Gives out a connection with room for an exchange, or queues the requester and dials. */
  Ticket acquire(Reuse reuse, Requester requester);

  /** Whether nothing is open, wanted or under way. */
  boolean empty();

  /**
   * Closes idle connections now and the others after their exchanges. Who waits for a connection
   * still gets one.
   */
  void drain();

  /** Who wants a connection; told once, possibly before {@link #acquire} returns. */
  interface Requester {
    /** Here it is; an exchange must be opened on it before anything else happens. */
    void ready(ClientConnection connection);

    /** There is none. */
    void connectFailed(ConnectFailure failure);

    /** The cluster's limits do not allow another request. */
    void overflow();
  }

  /** A place in the queue. */
  interface Ticket {
    /** Leaves the queue; does nothing if the requester was told already. */
    void cancel();
  }

  /** Which connections that were used before may serve a request. */
  enum Reuse {
    /** Every one: the request can be sent again if it meets a closed connection. */
    ANY,
    /** One that the kernel still knows to be open: the request may not be sent twice. */
    OPEN_AT_PEER,
    /** None. */
    NONE
  }
}
