/**
 * Puts the data path together: workers, listeners, what serves each filter chain, and the end of it
 * all. May depend on every package of the data path; nothing but the assembly depends on it.
 */
@NullMarked
package io.meshwright.proxy.dataplane;

import org.jspecify.annotations.NullMarked;
