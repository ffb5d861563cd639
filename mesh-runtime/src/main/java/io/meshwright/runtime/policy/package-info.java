/**
 * The parse edge of users' intent: specs of Istio's kinds become the sealed types of {@code
 * model.traffic} and {@code model.entry}, or errors that name every field that is wrong or not
 * supported. A field that is set and not understood is never ignored.
 *
 * <p>Pure; may depend on {@code model}, {@code crds} and RE2/J.
 */
@NullMarked
package io.meshwright.runtime.policy;

import org.jspecify.annotations.NullMarked;
