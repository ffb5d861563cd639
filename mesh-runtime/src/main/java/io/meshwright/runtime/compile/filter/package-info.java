/**
 * Filters and transport sockets that listeners and clusters share. Pure, like all of {@code
 * compile}.
 *
 * <p>May depend on {@code model} and {@code scope}.
 */
@NullMarked
package io.meshwright.runtime.compile.filter;

import org.jspecify.annotations.NullMarked;
