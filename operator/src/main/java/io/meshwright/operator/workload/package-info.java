/**
 * Workloads with proxies: which there are, what their pods have and would get, how they are
 * restarted, and what disruption budgets allow meanwhile.
 *
 * <p>What is read here are facts; who moves when is decided in {@code dataplane}. May depend on
 * {@code apply}, {@code revision}, {@code schedule} and {@code config}; reaches the cluster through
 * the port {@link io.meshwright.operator.workload.Fleet}.
 */
@NullMarked
package io.meshwright.operator.workload;

import org.jspecify.annotations.NullMarked;
