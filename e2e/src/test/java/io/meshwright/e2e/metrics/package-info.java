/** What processes and pods count, as tests read it. Depends on the JDK. */
@NullMarked
package io.meshwright.e2e.metrics;

import org.jspecify.annotations.NullMarked;
