package io.meshwright.runtime.status;

import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.discovery.ResourceReport;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;

/** Since when the present generation of each resource is known. Confined to one thread. */
final class GenerationLog {

  private final Map<ResourceRef, Entry> entries = new HashMap<>();

  /**
   * When a generation was first seen.
   *
   * @param version of the model that was in force then
   */
  private record Entry(long generation, long version, Instant at) {}

  /** Takes in what was read for the model that is in force. */
  void update(SortedMap<ResourceRef, ResourceReport.Read> read, long version, Instant now) {
    entries.keySet().retainAll(read.keySet());
    read.forEach(
        (ref, state) -> {
          Entry known = entries.get(ref);
          if (known == null || known.generation() != state.generation()) {
            entries.put(ref, new Entry(state.generation(), version, now));
          }
        });
  }

  /** The version of the first model with each resource's generation. */
  Map<ResourceRef, Long> versions() {
    Map<ResourceRef, Long> versions = new HashMap<>();
    entries.forEach((ref, entry) -> versions.put(ref, entry.version()));
    return versions;
  }

  /** When the present generation of a resource was first seen. */
  Instant firstSeen(ResourceRef ref) {
    Entry entry = entries.get(ref);
    return entry == null ? Instant.MIN : entry.at();
  }
}
