package io.meshwright.proxy.upstream.connect;

import java.net.InetSocketAddress;

/**
 * The client's connection that an upstream connection carries.
 *
 * @param destination that the client dialled
 */
public record Carried(InetSocketAddress client, InetSocketAddress destination) {}
