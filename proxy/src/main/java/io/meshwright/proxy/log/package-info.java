/**
 * How the process logs: one line for each event on standard error. May depend on {@code config}.
 */
@NullMarked
package io.meshwright.proxy.log;

import org.jspecify.annotations.NullMarked;
