package io.meshwright.proxy.http.codec;

/** Where the requests of a client's connection go. Called on the connection's loop. */
public interface RequestHandler {
  /** A request began; {@code end} if it has no body. */
  RequestListener request(RequestHead head, boolean end, ServerStream stream);

  /** Whether the connection should end as soon as its requests are answered. */
  boolean draining();

  /** A request was refused with this status before it could be routed. */
  void refused(int status, String reason);
}
