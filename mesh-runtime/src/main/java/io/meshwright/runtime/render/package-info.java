/**
 * The command that shows what a proxy would get, without a running mesh.
 *
 * <p>May depend on {@code config}, {@code files}, {@code discovery}, {@code compile} and {@code
 * xds}.
 */
@NullMarked
package io.meshwright.runtime.render;

import org.jspecify.annotations.NullMarked;
