/** The only package that sees Bouncy Castle: reading requests and keys, building certificates. */
@NullMarked
package io.meshwright.runtime.ca.bouncycastle;

import org.jspecify.annotations.NullMarked;
