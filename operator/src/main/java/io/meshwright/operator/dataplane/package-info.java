/**
 * How workloads come to the proxies of the active revision: which are outdated, in which waves they
 * are restarted, and how far that is. Part of an installation's reconciliation, which writes the
 * status.
 *
 * <p>Observe, plan (pure), apply, report (pure). What is remembered is in the status and on the
 * workloads, so whoever leads next goes on from there. May depend on {@code workload}, {@code
 * inplace}, {@code apply}, {@code revision}, {@code schedule} and {@code config}.
 */
@NullMarked
package io.meshwright.operator.dataplane;

import org.jspecify.annotations.NullMarked;
