/** The data plane: a Netty proxy that is configured over xDS. */
@NullMarked
package io.meshwright.proxy;

import org.jspecify.annotations.NullMarked;
