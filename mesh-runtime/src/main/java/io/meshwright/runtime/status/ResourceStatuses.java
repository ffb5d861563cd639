package io.meshwright.runtime.status;

import io.meshwright.crd.networking.ResourceStatus;
import io.meshwright.runtime.discovery.ResourceRef;
import java.util.Optional;

/** Users' resources in the API server, as far as their status is concerned. Thread-safe. */
public interface ResourceStatuses {

  /** The resource as it was last heard of; empty if it is gone. Does not block. */
  Optional<Present> present(ResourceRef ref);

  /**
   * Replaces conditions, messages and generation in the status; other fields of it stay. Blocks.
   *
   * @param base the version of the resource that {@code status} was made for; the write is refused
   *     if it is another one by now
   */
  Outcome write(ResourceRef ref, String base, ResourceStatus status);

  /** What is known of a resource. */
  record Present(long generation, String resourceVersion, ResourceStatus status) {}

  /** What became of a write. */
  sealed interface Outcome {

    /**
     * It is stored.
     *
     * @param resourceVersion equal to the base if nothing changed
     */
    record Written(String resourceVersion) implements Outcome {}

    /** Somebody else wrote the resource, or deleted it: what is new will be heard of. */
    record Outdated() implements Outcome {}

    /** It may go better later. */
    record Failed(String why) implements Outcome {}
  }
}
