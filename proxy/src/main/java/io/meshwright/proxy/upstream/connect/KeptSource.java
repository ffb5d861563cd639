package io.meshwright.proxy.upstream.connect;

import java.net.InetAddress;

/**
 * The client's address as the source of an upstream connection, so that the upstream sees the
 * client and not this proxy. The kernel allows it to a process with {@code CAP_NET_ADMIN}, and only
 * on the epoll transport; answers come back here if the packet filter leads them by the mark.
 *
 * @param mark of the packets (Linux: {@code SO_MARK}); 0 for none
 */
public record KeptSource(InetAddress address, int mark) {}
