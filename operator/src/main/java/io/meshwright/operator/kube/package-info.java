/**
 * The edge to Kubernetes: watches, writes and the controllers of the Java Operator SDK. Thin: what
 * is decided is decided in {@code installation}, {@code revision} and {@code tag}.
 */
@NullMarked
package io.meshwright.operator.kube;

import org.jspecify.annotations.NullMarked;
