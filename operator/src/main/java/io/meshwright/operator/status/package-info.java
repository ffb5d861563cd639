/**
 * The one writer of status: what is equal is not written.
 *
 * <p>May depend on {@code crds} and the {@code apply} port.
 */
@NullMarked
package io.meshwright.operator.status;

import org.jspecify.annotations.NullMarked;
