/** The control plane: discovery, compilation, xDS, certificates and admission. */
@NullMarked
package io.meshwright.runtime;

import org.jspecify.annotations.NullMarked;
