/**
 * The kinds of {@code meshwright.io/v1alpha1}: what a platform engineer declares and what the
 * operator reports. Records only; each default stands in the schema and in the compact constructor,
 * and a test compares the two. Compact constructors accept null for a component with a default,
 * because Jackson passes null for what a document leaves out; nobody else does.
 *
 * <p>Pure; may depend on {@code condition}, {@code naming}, {@code networking}, Fabric8's model and
 * Jackson.
 */
@NullMarked
package io.meshwright.crd.mesh.v1alpha1;

import org.jspecify.annotations.NullMarked;
