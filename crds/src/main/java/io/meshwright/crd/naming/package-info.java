/**
 * The one typed home of every label, annotation, port, field manager and object name of a mesh.
 * Users' manifests and tools know most of them from Istio (istio-features, section 1.10); they are
 * spelled here and nowhere else.
 *
 * <p>May depend on nothing but the JDK.
 */
@NullMarked
package io.meshwright.crd.naming;

import org.jspecify.annotations.NullMarked;
