/**
 * Turns the names of DNS clusters into addresses, and follows them as they change. May depend on
 * {@code controlplane} for its thread, the snapshot records and Netty.
 */
@NullMarked
package io.meshwright.proxy.dns;

import org.jspecify.annotations.NullMarked;
