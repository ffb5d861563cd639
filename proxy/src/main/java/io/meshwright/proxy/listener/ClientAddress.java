package io.meshwright.proxy.listener;

import java.net.InetSocketAddress;

/** The address that the connection comes from, as the socket shows it. */
public record ClientAddress(InetSocketAddress address) {}
