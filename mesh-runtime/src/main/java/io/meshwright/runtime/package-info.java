/**
 * The control plane: discovery, compilation, xDS, certificates and admission.
 *
 * <p>May depend on everything; nothing depends on it.
 */
@NullMarked
package io.meshwright.runtime;

import org.jspecify.annotations.NullMarked;
