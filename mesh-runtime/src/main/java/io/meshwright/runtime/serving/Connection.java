package io.meshwright.runtime.serving;

import io.grpc.Context;

/** The connection over which a call came. */
@FunctionalInterface
public interface Connection {

  /** Where {@link Connections} leaves it; set in every call of {@link SecureServer}. */
  Context.Key<Connection> CONTEXT_KEY = Context.key("meshwright-connection");

  /**
   * Takes no more calls from the client over this connection (GOAWAY): its next one opens another,
   * perhaps to another replica. Calls that are under way go on. Any thread.
   */
  void hangUp();
}
