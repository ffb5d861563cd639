/**
 * What speaks against making a revision the active one.
 *
 * <p>Findings are pure functions of what was observed; may depend on {@code config} and {@code
 * crds}.
 */
@NullMarked
package io.meshwright.operator.preflight;

import org.jspecify.annotations.NullMarked;
