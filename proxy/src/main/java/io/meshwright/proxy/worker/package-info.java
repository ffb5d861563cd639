/**
 * The event loops, and what each of them owns: its clusters and pools, its counters, its random
 * numbers, and the configuration it serves by. May depend on {@code upstream}, {@code http.route},
 * {@code tls}, {@code telemetry}, the snapshot records and Netty.
 */
@NullMarked
package io.meshwright.proxy.worker;

import org.jspecify.annotations.NullMarked;
