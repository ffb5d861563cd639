package io.meshwright.proxy.metadata;

import io.meshwright.proxy.metadata.MetadataValue.Fields;
import java.util.HashMap;
import java.util.Map;

/** One request's metadata by namespace. Belongs to the request's loop. */
public final class RequestMetadata {
  private final Map<String, Fields> namespaces = new HashMap<>(0);

  /** Adds fields to a namespace; those of the same name are replaced. */
  public void add(String namespace, Fields fields) {
    if (!fields.values().isEmpty()) {
      namespaces.merge(namespace, fields, Fields::with);
    }
  }

  /** The fields of a namespace; empty if nobody set any. */
  public Fields of(String namespace) {
    return namespaces.getOrDefault(namespace, Fields.EMPTY);
  }
}
