/**
 * TLS as a test outside of the mesh speaks it. Depends on the JDK and Netty's certificates for
 * tests.
 */
@NullMarked
package io.meshwright.e2e.tls;

import org.jspecify.annotations.NullMarked;
