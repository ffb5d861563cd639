/**
 * Looks at the packets of a network interface for a text: what somebody on the wire could read.
 * Needs the capability {@code NET_RAW}, as user 0, on Linux. Depends on the JDK's foreign
 * functions, and picocli for its options.
 */
@NullMarked
package io.meshwright.samples.capture;

import org.jspecify.annotations.NullMarked;
