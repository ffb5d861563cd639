package io.meshwright.runtime.model.name;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which namespaces see something (istio-features G4).
 *
 * @param everywhere whether all do
 * @param namespaces the ones that do, if not all; sorted
 */
public record ExportTo(boolean everywhere, Set<String> namespaces) {

  /** Seen by all. */
  public static final ExportTo ALL = new ExportTo(true, Set.of());

  public ExportTo {
    namespaces = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(namespaces));
  }

  /**
   * Reads the words of a resource in {@code own}: {@code *} is all, {@code .} its own namespace,
   * {@code ~} none, anything else a namespace. No words mean {@code fallback}.
   */
  public static ExportTo parse(Collection<String> words, String own, ExportTo fallback) {
    if (words.isEmpty()) {
      return fallback;
    }
    Set<String> namespaces = new TreeSet<>();
    for (String word : words) {
      switch (word.strip()) {
        case "*" -> {
          return ALL;
        }
        case "." -> namespaces.add(own);
        case "~", "" -> {}
        case String namespace -> namespaces.add(namespace);
      }
    }
    return new ExportTo(false, namespaces);
  }

  /** Whether {@code namespace} sees it. */
  public boolean includes(String namespace) {
    return everywhere || namespaces.contains(namespace);
  }
}
