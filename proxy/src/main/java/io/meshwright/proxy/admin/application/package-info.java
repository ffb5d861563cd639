/**
 * What the proxy does in the application's place: the kubelet's probes and hooks, which have no
 * certificate of the mesh, and the scrape of its metrics. Connections to the pod come from
 * 127.0.0.6 (::6), which the capture rules leave alone. Everything runs on the event loop of the
 * proxy's own ports and is bounded in time and size. May depend on {@code config}, {@code
 * admin.server}, Netty and gRPC.
 */
@NullMarked
package io.meshwright.proxy.admin.application;

import org.jspecify.annotations.NullMarked;
