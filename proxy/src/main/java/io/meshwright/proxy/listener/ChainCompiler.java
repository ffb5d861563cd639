package io.meshwright.proxy.listener;

import io.meshwright.proxy.snapshot.FilterChain;
import io.meshwright.proxy.snapshot.Listener;

/** Turns the configuration of a filter chain into what serves its connections. */
@FunctionalInterface
public interface ChainCompiler {
  /** Called off the event loops, once per new or changed chain. */
  ChainInstaller compile(Listener listener, FilterChain chain);
}
