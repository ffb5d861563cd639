/**
 * What the operator can ask of this replica: {@code meshwright.operator.v1.OperatorApi}, on the
 * port of xDS and certificates, for the operator's ServiceAccount only.
 *
 * <p>May depend on {@code xds} for who is connected, {@code render} and {@code model} for what a
 * proxy would get, and on gRPC.
 */
@NullMarked
package io.meshwright.runtime.operatorapi;

import org.jspecify.annotations.NullMarked;
