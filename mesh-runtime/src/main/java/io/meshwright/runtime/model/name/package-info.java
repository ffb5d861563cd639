/**
 * How the mesh names things and who sees them: hosts, services, addresses, places, the origin of a
 * resource.
 *
 * <p>Pure; depends on nothing but the JDK.
 */
@NullMarked
package io.meshwright.runtime.model.name;

import org.jspecify.annotations.NullMarked;
