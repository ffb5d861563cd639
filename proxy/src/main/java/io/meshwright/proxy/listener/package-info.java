/**
 * How connections come in: sockets, the original destination of redirected connections, detection
 * of TLS and HTTP from the first bytes, and the choice of a filter chain. What a chain then does
 * with a connection is not known here ({@link io.meshwright.proxy.listener.ChainInstaller}). May
 * depend on {@code worker}, {@code tls}, {@code telemetry}, the snapshot records and Netty.
 */
@NullMarked
package io.meshwright.proxy.listener;

import org.jspecify.annotations.NullMarked;
