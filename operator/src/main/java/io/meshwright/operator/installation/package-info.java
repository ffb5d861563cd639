/**
 * A mesh as a whole: which revision its spec asks for, which one is active, which ones may go.
 *
 * <p>Observe, plan (pure), apply, report; may depend on {@code manifest}, {@code apply}, {@code
 * status}, {@code revision}, {@code configdiff}, {@code tag}, {@code gateway} and {@code config}.
 */
@NullMarked
package io.meshwright.operator.installation;

import org.jspecify.annotations.NullMarked;
