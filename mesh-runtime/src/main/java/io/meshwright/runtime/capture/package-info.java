/**
 * Rendering of the packet filter rules that lead a pod's traffic through its proxy (istio-features
 * I40, I41), for iptables-restore, as text. Pure; nothing here runs a command.
 *
 * <p>May depend on {@code model} and {@code crds}; the command also on {@code config}.
 */
@NullMarked
package io.meshwright.runtime.capture;

import org.jspecify.annotations.NullMarked;
