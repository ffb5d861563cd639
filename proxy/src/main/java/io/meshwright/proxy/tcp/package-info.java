/**
 * Opaque TCP: the choice of a cluster and host, and the relay of bytes with back-pressure and
 * half-closure. May depend on {@code listener}, {@code worker}, {@code upstream}, {@code
 * telemetry}, {@code http.route} (the weighted choice), {@code http.codec} (tunnels through HTTP
 * proxies) and the snapshot records.
 */
@NullMarked
package io.meshwright.proxy.tcp;

import org.jspecify.annotations.NullMarked;
