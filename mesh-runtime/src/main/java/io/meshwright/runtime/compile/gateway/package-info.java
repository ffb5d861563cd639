/**
 * What a router gets: listeners, routes and certificates of the Gateways that select it. Pure, like
 * all of {@code compile}.
 *
 * <p>May depend on {@code model} and on {@code scope}, {@code filter}, {@code listener} and {@code
 * route}.
 */
@NullMarked
package io.meshwright.runtime.compile.gateway;

import org.jspecify.annotations.NullMarked;
