/**
 * The API types of Meshwright and of the Istio kinds it reads, with their names: labels,
 * annotations, ports and objects.
 */
@NullMarked
package io.meshwright.crd;

import org.jspecify.annotations.NullMarked;
