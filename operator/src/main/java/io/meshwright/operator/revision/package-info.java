/**
 * One revision: its name, its objects, whether it is ready and whether anything refers to it.
 *
 * <p>Observe, plan (pure), apply, report; may depend on {@code manifest}, {@code apply}, {@code
 * status}, {@code preflight} and {@code config}.
 */
@NullMarked
package io.meshwright.operator.revision;

import org.jspecify.annotations.NullMarked;
