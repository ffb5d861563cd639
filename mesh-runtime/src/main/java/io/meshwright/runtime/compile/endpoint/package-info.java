/**
 * Load assignments: where a service's endpoints are. Pure, like all of {@code compile}.
 *
 * <p>May depend on {@code model} and {@code scope}.
 */
@NullMarked
package io.meshwright.runtime.compile.endpoint;

import org.jspecify.annotations.NullMarked;
