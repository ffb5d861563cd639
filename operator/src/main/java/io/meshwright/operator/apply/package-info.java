/**
 * Turns a plan into the objects of the cluster: what differs is applied, what left the plan is
 * removed, and what is right is not written.
 *
 * <p>May depend on the Kubernetes model and {@code crd.naming}; talks to the API server through the
 * {@link io.meshwright.operator.apply.Cluster} port only.
 */
@NullMarked
package io.meshwright.operator.apply;

import org.jspecify.annotations.NullMarked;
