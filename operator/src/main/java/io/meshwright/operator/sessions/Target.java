package io.meshwright.operator.sessions;

import java.util.Optional;

/**
 * What a pod would get if it were made now.
 *
 * @param revision that would inject it
 * @param version of the proxy that it would have
 */
public record Target(String revision, String version) {

  /** Knows the targets; never blocks. */
  public interface Lookup {

    /** What new pods of a namespace get, if its labels say so. */
    Optional<Target> ofNamespace(String namespace);

    /** What the revision itself injects; empty if there is no such revision. */
    Optional<Target> ofRevision(String revision);
  }
}
