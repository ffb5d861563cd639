/**
 * Revision tags: which revision a tag stands for, and the webhooks that give it its pods.
 *
 * <p>Observe, plan (pure), apply, report; may depend on {@code manifest}, {@code apply}, {@code
 * status} and {@code revision}.
 */
@NullMarked
package io.meshwright.operator.tag;

import org.jspecify.annotations.NullMarked;
