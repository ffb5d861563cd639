package io.meshwright.proxy.upstream.connect;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The client's connection that an upstream connection carries.
 *
 * @param destination that the client dialled
 * @param source where the upstream connection comes from; absent: from this proxy
 */
public record Carried(
    SocketAddress client, SocketAddress destination, @Nullable KeptSource source) {}
