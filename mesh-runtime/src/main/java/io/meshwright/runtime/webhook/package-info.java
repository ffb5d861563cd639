/**
 * The admission endpoints on 15017: one HTTPS server, a bounded reading of admission reviews, and a
 * pure handler per path.
 *
 * <p>May depend on Vert.x, {@code serving} and {@code discovery}; what is decided lies in the
 * packages below.
 */
@NullMarked
package io.meshwright.runtime.webhook;

import org.jspecify.annotations.NullMarked;
