package io.meshwright.runtime.model.name;

import java.time.Instant;
import java.util.Comparator;

/**
 * Which resource something came from, and when that was created; the natural order says who wins a
 * conflict: the oldest, then by name, then by namespace (istio-features G3).
 */
public record Origin(String kind, String namespace, String name, Instant created)
    implements Comparable<Origin> {

  private static final Comparator<Origin> ORDER =
      Comparator.comparing(Origin::created)
          .thenComparing(Origin::name)
          .thenComparing(Origin::namespace)
          .thenComparing(Origin::kind);

  @Override
  public int compareTo(Origin other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return kind + " " + namespace + "/" + name;
  }
}
