/**
 * Listeners: what a captured connection meets first, outbound and inbound. Pure, like all of {@code
 * compile}.
 *
 * <p>May depend on {@code model} and on {@code scope}, {@code filter} and {@code route}.
 */
@NullMarked
package io.meshwright.runtime.compile.listener;

import org.jspecify.annotations.NullMarked;
