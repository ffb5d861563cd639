/**
 * The sample service: says over HTTP who it is and what it was asked, and echoes bytes over TCP.
 * Depends on the JDK's own HTTP server, and picocli for its options.
 */
@NullMarked
package io.meshwright.samples.server;

import org.jspecify.annotations.NullMarked;
