/**
 * What all compilers share: the part of the mesh that a proxy sees, the ports of its application,
 * and the small messages that every resource is made of. Pure, like all of {@code compile}.
 *
 * <p>May depend on {@code model}, {@code xds-protocol} and Envoy's protos.
 */
@NullMarked
package io.meshwright.runtime.compile.scope;

import org.jspecify.annotations.NullMarked;
