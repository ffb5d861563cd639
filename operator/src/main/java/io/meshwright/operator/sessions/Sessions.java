package io.meshwright.operator.sessions;

/** Which proxies are connected to which revision, as the control planes last said. */
@FunctionalInterface
public interface Sessions {

  /** The sessions of a revision; never blocks. */
  SessionCounts of(String revision);
}
