package io.meshwright.operator.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;

/** Who had a name first: revisions and tags share one space, the older object wins (LC-G5). */
public record NameClaim(String created, String uid) {

  private static final Comparator<NameClaim> OLDEST_FIRST =
      Comparator.comparing(NameClaim::created).thenComparing(NameClaim::uid);

  /** The claim of an object to its name. */
  public static NameClaim of(HasMetadata object) {
    return new NameClaim(
        object.getMetadata().getCreationTimestamp(), object.getMetadata().getUid());
  }

  /** Whether this claim wins over another. */
  public boolean isBefore(NameClaim other) {
    return OLDEST_FIRST.compare(this, other) < 0;
  }
}
