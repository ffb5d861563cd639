/**
 * Finds what is legal and yet wrong: routes that lead nowhere, resources that conflict, rules that
 * no request reaches. The codes are Istio's where the meaning is the same (istio-features section
 * 8).
 *
 * <p>Checks are pure; may depend on {@code model}, {@code discovery} and, for the command, on
 * {@code files} and {@code config}.
 */
@NullMarked
package io.meshwright.runtime.analysis;

import org.jspecify.annotations.NullMarked;
