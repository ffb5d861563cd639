/**
 * Routes of outbound requests. Pure, like all of {@code compile}.
 *
 * <p>May depend on {@code model} and on {@code scope} and {@code filter}.
 */
@NullMarked
package io.meshwright.runtime.compile.route;

import org.jspecify.annotations.NullMarked;
