/**
 * The certificate that the operator's own webhook serves: mounted by OLM or cert-manager, or made,
 * kept in one Secret for all replicas, and renewed. The only package of the operator that sees
 * Bouncy Castle.
 *
 * <p>May depend on Bouncy Castle and {@code crd.naming}.
 */
@NullMarked
package io.meshwright.operator.certificate;

import org.jspecify.annotations.NullMarked;
