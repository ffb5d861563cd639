/**
 * The only package that sees Bouncy Castle: reading requests and keys, building certificates.
 *
 * <p>May depend on {@code ca}.
 */
@NullMarked
package io.meshwright.runtime.ca.bouncycastle;

import org.jspecify.annotations.NullMarked;
