/**
 * The bundle for the Operator Lifecycle Manager, made at build time of the objects that {@code
 * install} has. Not part of the running operator.
 *
 * <p>May depend on {@code install}, {@code crds} and the types of OLM.
 */
@NullMarked
package io.meshwright.operator.bundle;

import org.jspecify.annotations.NullMarked;
