package io.meshwright.proxy.upstream.lb;

import io.meshwright.proxy.snapshot.MatchLabels;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a choice of a host depends on besides the hosts.
 *
 * @param hash of the request; absent if it has none
 * @param repetition 0 for the first choice, more when another host than that is looked for
 * @param subset labels that the host must have, where the cluster has subsets
 * @param leftOut priorities that are used only if no other one has a host
 */
public record Selection(
    @Nullable Long hash, int repetition, MatchLabels subset, Set<Integer> leftOut) {
  /** Nothing. */
  public static final Selection ANY = new Selection(null, 0, MatchLabels.NONE, Set.of());

  public Selection {
    leftOut = Set.copyOf(leftOut);
  }
}
