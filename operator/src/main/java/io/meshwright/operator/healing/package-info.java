/**
 * What is done about proxies that do not follow their configuration, and about replicas of the
 * control plane that fail them: pods are evicted, few, slowly, and not again if it did not help.
 * Part of an installation's reconciliation, which writes the status.
 *
 * <p>Observe, plan (pure), apply, report (pure). An eviction is written into the status before it
 * is made, so whoever leads next knows of it. May depend on {@code apply}, {@code dataplane}'s
 * workloads and the ports of {@code sessions}; reaches pods through the port {@link
 * io.meshwright.operator.healing.ProxyFleet}.
 */
@NullMarked
package io.meshwright.operator.healing;

import org.jspecify.annotations.NullMarked;
