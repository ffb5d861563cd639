package io.meshwright.proxy.access;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.listener.DownstreamConnection;
import io.meshwright.proxy.metadata.RequestMetadata;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to do what.
 *
 * @param request absent for a connection that is not HTTP
 * @param metadata what earlier filters told of the request
 * @param client the client's address as trusted proxies tell it; absent on a Unix socket
 */
public record AccessSubject(
    DownstreamConnection connection,
    @Nullable RequestHead request,
    RequestMetadata metadata,
    @Nullable InetAddress client) {

  /** A connection of which no more is known. */
  public static AccessSubject of(DownstreamConnection connection) {
    return new AccessSubject(connection, null, new RequestMetadata(), connection.client().ip());
  }
}
