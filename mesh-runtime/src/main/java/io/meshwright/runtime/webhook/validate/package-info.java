/**
 * Validation of users' configuration at admission: what the runtime could not use is refused with
 * the resource, the field, what was found and what was expected.
 *
 * <p>May depend on {@code webhook}, {@code analysis}, {@code discovery} and {@code model}.
 */
@NullMarked
package io.meshwright.runtime.webhook.validate;

import org.jspecify.annotations.NullMarked;
