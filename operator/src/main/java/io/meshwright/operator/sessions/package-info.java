/**
 * What the operator learns from the control planes about connected proxies, and how it spreads them
 * over replicas. A proxy is connected to one replica, so all are followed and summed up.
 *
 * <p>{@code sessions} has ports, values and decisions, and depends on the JDK and the Kubernetes
 * model only; {@code sessions.grpc} talks to replicas.
 */
@NullMarked
package io.meshwright.operator.sessions;

import org.jspecify.annotations.NullMarked;
