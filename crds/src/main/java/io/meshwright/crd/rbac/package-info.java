/**
 * What the mesh's processes may do in the cluster, as data with a reason for each permission. The
 * operator renders roles from it; tests compare bundle and chart with it.
 *
 * <p>Pure; may depend on {@code naming}.
 */
@NullMarked
package io.meshwright.crd.rbac;

import org.jspecify.annotations.NullMarked;
