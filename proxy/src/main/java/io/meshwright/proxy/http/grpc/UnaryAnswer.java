package io.meshwright.proxy.http.grpc;

/**
 * Hears how a {@link UnaryCall} ended: exactly once, on the call's loop, unless it is cancelled.
 */
public interface UnaryAnswer {
  /** The message of a call whose status is OK. */
  void answered(byte[] message);

  /** There is no message, for a reason meant for people. */
  void failed(String reason);
}
