package io.meshwright.runtime.operatorapi;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What this replica's authority is at the moment; roots by their fingerprints.
 *
 * @param issuer the root that certificates lead to which are issued now
 * @param roots all that are published, {@code issuer} among them
 * @param problem why what is stored is not used; empty if it is
 */
public record OwnTrust(String issuer, SortedSet<String> roots, String problem) {

  public OwnTrust {
    roots = Collections.unmodifiableSortedSet(new TreeSet<>(roots));
  }
}
