package io.meshwright.runtime.identity;

/** What somebody who asks about the mesh may be told. */
public sealed interface Clearance {

  /** All of it. */
  record Everything() implements Clearance {}

  /** What proxies of one namespace have. */
  record OneNamespace(String namespace) implements Clearance {}

  /** Nothing: it is not known who asks, for a reason that may be told to the caller. */
  record Nothing(String reason) implements Clearance {}

  /** It cannot be found out now who asks. */
  record Undecided(String reason) implements Clearance {}

  /**
   * Of a caller of the mesh, as istiod decides it: those of the root namespace run the mesh, the
   * others see their own namespace.
   */
  static Clearance of(Caller caller, String rootNamespace) {
    String namespace = caller.id().namespace();
    return namespace.equals(rootNamespace) ? new Everything() : new OneNamespace(namespace);
  }
}
