package io.meshwright.proxy.xds;

import io.meshwright.xds.XdsType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The client's side of one type on delta ADS: which names are subscribed to, and what is said when.
 * No input or output of its own. One thread.
 *
 * <p>A NACK is sent once for each response; a response is never asked for again.
 */
final class DeltaSubscription {
  private final XdsType type;
  private Set<String> names = Set.of();
  private boolean announced;

  DeltaSubscription(XdsType type) {
    this.type = type;
  }

  /** Names subscribed to; empty for wildcard types. */
  Set<String> names() {
    return names;
  }

  /** A new stream knows nothing yet: says all that is wanted, and what is held. */
  Optional<DeltaRequest> streamOpened(Map<String, String> heldVersions) {
    announced = false;
    return announce(heldVersions);
  }

  /** The stream ended; nothing is said until the next one opens. */
  void streamClosed() {
    announced = false;
  }

  /**
   * Changes the names wanted.
   *
   * @param connected whether there is a stream to say it on
   */
  Optional<DeltaRequest> want(
      Set<String> wanted, boolean connected, Map<String, String> heldVersions) {
    Set<String> added = new TreeSet<>(wanted);
    added.removeAll(names);
    Set<String> removed = new TreeSet<>(names);
    removed.removeAll(wanted);
    names = Set.copyOf(wanted);
    if (!connected || (added.isEmpty() && removed.isEmpty())) {
      return Optional.empty();
    }
    return announced
        ? Optional.of(new DeltaRequest(type, added, removed, Map.of(), "", ""))
        : announce(heldVersions);
  }

  /** A response was taken as a whole ({@code error} is empty) or in part. */
  DeltaRequest acknowledge(String nonce, String error) {
    return new DeltaRequest(type, Set.of(), Set.of(), Map.of(), nonce, error);
  }

  private Optional<DeltaRequest> announce(Map<String, String> heldVersions) {
    if (!type.wildcard() && names.isEmpty()) {
      return Optional.empty();
    }
    announced = true;
    return Optional.of(new DeltaRequest(type, names, Set.of(), heldVersions, "", ""));
  }
}
