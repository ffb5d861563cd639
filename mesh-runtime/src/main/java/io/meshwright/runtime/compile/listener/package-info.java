/**
 * Listeners: what a captured connection meets first, outbound and inbound. Pure, like all of {@code
 * compile}.
 */
@NullMarked
package io.meshwright.runtime.compile.listener;

import org.jspecify.annotations.NullMarked;
