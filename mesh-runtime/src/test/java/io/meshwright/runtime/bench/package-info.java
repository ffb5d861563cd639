/**
 * Measures the control plane as one process, from outside: an API server that changes, and proxies
 * that acknowledge. Run by {@code make bench-runtime}, not by the gate.
 *
 * <p>May depend on the wire's classes and the names of Kubernetes' objects, not on the control
 * plane's packages.
 */
@NullMarked
package io.meshwright.runtime.bench;

import org.jspecify.annotations.NullMarked;
