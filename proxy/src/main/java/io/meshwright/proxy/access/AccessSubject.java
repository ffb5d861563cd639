package io.meshwright.proxy.access;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.listener.DownstreamConnection;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to do what.
 *
 * @param request absent for a connection that is not HTTP
 * @param client the client's address as trusted proxies tell it
 */
public record AccessSubject(
    DownstreamConnection connection, @Nullable RequestHead request, InetAddress client) {

  /** A connection of which no more is known. */
  public static AccessSubject of(DownstreamConnection connection) {
    return new AccessSubject(connection, null, connection.client().address().getAddress());
  }
}
