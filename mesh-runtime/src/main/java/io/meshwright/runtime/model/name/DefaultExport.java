package io.meshwright.runtime.model.name;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which namespaces see what does not say so itself; unlike {@link ExportTo} it is not bound to a
 * namespace yet (istio-features G4).
 *
 * @param words as {@link ExportTo#parse} reads them; none means all
 */
public record DefaultExport(Set<String> words) {

  /** Seen by all. */
  public static final DefaultExport ALL = new DefaultExport(Set.of());

  public DefaultExport {
    words = Collections.unmodifiableSortedSet(new TreeSet<>(words));
  }

  /** The default for a resource in {@code namespace}. */
  public ExportTo in(String namespace) {
    return ExportTo.parse(words, namespace, ExportTo.ALL);
  }
}
