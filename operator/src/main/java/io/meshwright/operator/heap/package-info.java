/**
 * Memory that is given back. The operator works in bursts (a list of all pods, all CRDs) and then
 * waits; the serial collector enlarges its heap in a burst and keeps it.
 *
 * <p>May depend on the JDK, and Quarkus for its start and end.
 */
@NullMarked
package io.meshwright.operator.heap;

import org.jspecify.annotations.NullMarked;
