/**
 * Requests that no client waits for: copies of others, and questions that filters ask. May depend
 * on {@code http.codec}, {@code http.error}, {@code upstream}, {@code telemetry} and Netty.
 */
@NullMarked
package io.meshwright.proxy.http.side;

import org.jspecify.annotations.NullMarked;
