/** Certificates and keys as text. Depends on the JDK only. */
@NullMarked
package io.meshwright.proxy.pem;

import org.jspecify.annotations.NullMarked;
