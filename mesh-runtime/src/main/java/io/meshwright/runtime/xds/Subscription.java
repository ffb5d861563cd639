package io.meshwright.runtime.xds;

import io.meshwright.runtime.delivery.Resources;
import io.meshwright.runtime.delivery.VersionedResource;
import io.meshwright.xds.XdsType;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one client wants of one type, and what it has: the state machine of acknowledgements, used
 * for both forms of the protocol (istio-features X1, X3). At most one response is outstanding; what
 * changes meanwhile is merged. A rejected response is not sent again with the same content unless
 * {@link #forget} asks for it.
 *
 * <p>Pure: no time, no I/O. Confined to the stream's executor.
 */
final class Subscription {

  /** What a request means. */
  enum Reply {
    /** The first request of the type, or one that only says what is wanted. */
    WANTED,
    ACK,
    NACK,
    /** Answers a response that is not the last one; changes nothing. */
    STALE
  }

  /** What a client is to be told, in the order of the names. */
  record Update(Map<String, VersionedResource> changed, NavigableSet<String> removed) {
    boolean empty() {
      return changed.isEmpty() && removed.isEmpty();
    }
  }

  private final XdsType type;
  private final NavigableSet<String> names = new TreeSet<>();
  private boolean wildcard;

  /** Names that were asked for and not answered yet. */
  private final Set<String> asked = new HashSet<>();

  /** Versions that the client has, or has been sent last, by name. */
  private final Map<String, String> sent = new HashMap<>();

  private Optional<String> outstanding = Optional.empty();
  private String lastNonce = "";
  private @Nullable String rejection;
  private boolean answered;

  Subscription(XdsType type) {
    this.type = type;
  }

  XdsType type() {
    return type;
  }

  boolean wildcard() {
    return wildcard;
  }

  NavigableSet<String> names() {
    return Collections.unmodifiableNavigableSet(names);
  }

  /** Names that were asked for and not answered yet. */
  Set<String> asked() {
    return Collections.unmodifiableSet(asked);
  }

  /** Whether a response waits for its answer. */
  boolean waiting() {
    return outstanding.isPresent();
  }

  /** Whether anything was sent yet. */
  boolean answered() {
    return answered;
  }

  /** Why the client rejected the last response; empty if it did not. */
  Optional<String> rejection() {
    return Optional.ofNullable(rejection);
  }

  /** Wants all resources of the type. */
  void wantAll() {
    wildcard = true;
  }

  /** Wants a resource; it is sent even if the client was sent it before. */
  void want(String name) {
    // thousands of clients ask for the same names
    String shared = name.intern();
    names.add(shared);
    asked.add(shared);
    sent.remove(shared);
  }

  /** The client does not have these, whatever it was sent. */
  void forget(Set<String> refused) {
    sent.keySet().removeAll(refused);
  }

  /** Does not want a resource any more; the client drops it itself. */
  void drop(String name) {
    names.remove(name);
    asked.remove(name);
    if (!wildcard) {
      sent.remove(name);
    }
  }

  /** Wants only what it names. */
  void dropAll() {
    wildcard = false;
    sent.keySet().retainAll(names);
  }

  /** The client brings versions from an earlier stream. */
  void resume(Map<String, String> versions) {
    versions.forEach((name, version) -> sent.put(name.intern(), version.intern()));
  }

  /**
   * Takes in the answer to a response.
   *
   * @param error null for an acknowledgement
   */
  Reply answer(String nonce, @Nullable String error) {
    if (nonce.isEmpty() || (outstanding.isEmpty() && nonce.equals(lastNonce))) {
      return Reply.WANTED;
    }
    if (!outstanding.equals(Optional.of(nonce))) {
      return Reply.STALE;
    }
    outstanding = Optional.empty();
    rejection = error;
    return error == null ? Reply.ACK : Reply.NACK;
  }

  /**
   * What the client lacks of {@code current}.
   *
   * @param complete whether what is not in {@code current} is gone; otherwise only what is in it is
   *     looked at
   */
  Update lacking(Resources current, boolean complete) {
    Map<String, VersionedResource> changed = new LinkedHashMap<>();
    current.forEach(
        resource -> {
          boolean wanted = wildcard || names.contains(resource.name());
          if (wanted && !resource.version().equals(sent.get(resource.name()))) {
            changed.put(resource.name(), resource);
          }
        });
    NavigableSet<String> removed = new TreeSet<>();
    if (complete) {
      // who asks for what does not exist must not wait for it
      Stream.concat(sent.keySet().stream(), asked.stream())
          .filter(name -> !current.contains(name))
          .forEach(removed::add);
    }
    return new Update(changed, removed);
  }

  /** Records that an update goes out and waits for its answer. */
  void sent(Update update, String nonce) {
    update.changed().forEach((name, resource) -> sent.put(name, resource.version()));
    update.removed().forEach(sent::remove);
    asked.removeAll(update.changed().keySet());
    asked.removeAll(update.removed());
    outstanding = Optional.of(nonce);
    lastNonce = nonce;
    answered = true;
  }
}
