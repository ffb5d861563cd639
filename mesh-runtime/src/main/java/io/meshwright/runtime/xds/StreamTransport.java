package io.meshwright.runtime.xds;

import io.grpc.Status;
import io.meshwright.runtime.delivery.Resources;
import io.meshwright.xds.XdsType;

/** How a stream speaks: the two forms of the protocol differ in what a response carries. */
interface StreamTransport {

  /**
   * Sends a response.
   *
   * @param all everything the client wants of the type, for the form that always sends all
   */
  void send(XdsType type, Subscription.Update update, Resources all, String nonce);

  /**
   * Whether what was sent has left, but for a little. What is sent otherwise waits in memory;
   * {@link ProxyStream#flush} is called when it has left.
   */
  boolean ready();

  /** Whether responses carry differences. */
  boolean incremental();

  /** Ends the stream. */
  void close(Status status);
}
