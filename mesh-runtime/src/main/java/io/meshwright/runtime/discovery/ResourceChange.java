package io.meshwright.runtime.discovery;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Something a source saw happen to one resource. */
public sealed interface ResourceChange {

  /** Which resource. */
  ResourceRef ref();

  /**
   * The resource exists, with this content; replaces what was known of it. The listener owns {@code
   * resource} from now on: the source does not change it any more.
   *
   * @param resource of class {@link ResourceKind#type()}; no credentials among its fields are read
   * @param file the name of the file that it was read from; empty if it came from an API server
   */
  record Upserted(ResourceRef ref, HasMetadata resource, String file) implements ResourceChange {
    public Upserted {
      if (!ref.kind().type().isInstance(resource)) {
        throw new IllegalArgumentException(
            ref + " is delivered as " + ref.kind().type().getSimpleName());
      }
    }

    /** From an API server. */
    public Upserted(ResourceRef ref, HasMetadata resource) {
      this(ref, resource, "");
    }

    /** Takes kind-independent names from the resource itself. */
    public static Upserted of(ResourceKind kind, HasMetadata resource) {
      return new Upserted(ResourceRef.of(kind, resource), resource);
    }
  }

  /** The resource is gone. */
  record Deleted(ResourceRef ref) implements ResourceChange {}
}
