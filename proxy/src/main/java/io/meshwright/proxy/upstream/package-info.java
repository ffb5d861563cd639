/**
 * Where requests and connections go: clusters with their endpoints, shared state per cluster and
 * what each event loop owns of it. May depend on {@code tls}, {@code telemetry}, {@code
 * http.codec}, the snapshot records and Netty.
 */
@NullMarked
package io.meshwright.proxy.upstream;

import org.jspecify.annotations.NullMarked;
