/**
 * The one writer of status: what is equal is not written; and what several kinds report alike.
 *
 * <p>May depend on {@code crds}, the {@code apply} port, {@code sessions} and {@code preflight}.
 */
@NullMarked
package io.meshwright.operator.status;

import org.jspecify.annotations.NullMarked;
