package io.meshwright.runtime.ca;

import java.util.Optional;

/** Where the authority's material is kept. Calls may block. */
public interface CaStore {

  /** Names the place in messages, such as {@code Secret istio-system/istio-ca-secret}. */
  String name();

  /** What is stored; empty if nothing is. */
  Optional<CaPem> read();

  /**
   * Stores {@code fresh} unless something is stored already, and returns what is stored then: of
   * several replicas that start at once, all get the first one's.
   */
  CaPem createIfAbsent(CaPem fresh);
}
