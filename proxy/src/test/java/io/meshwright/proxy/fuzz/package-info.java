/**
 * Runs what {@code make fuzz} runs, with the inputs that are kept in {@code src/test/fuzz}. The
 * targets lie beside what they try, so that they see it.
 */
@NullMarked
package io.meshwright.proxy.fuzz;

import org.jspecify.annotations.NullMarked;
