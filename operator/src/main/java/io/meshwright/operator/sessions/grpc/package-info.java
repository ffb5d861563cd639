/**
 * The client side of {@code meshwright.operator.v1.OperatorApi}: the only place of the operator
 * that knows gRPC and its messages.
 *
 * <p>May depend on {@code sessions}, gRPC and the JDK.
 */
@NullMarked
package io.meshwright.operator.sessions.grpc;

import org.jspecify.annotations.NullMarked;
