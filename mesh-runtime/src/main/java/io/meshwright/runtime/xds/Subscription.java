package io.meshwright.runtime.xds;

import io.meshwright.runtime.delivery.Resources;
import io.meshwright.runtime.delivery.VersionedResource;
import io.meshwright.xds.XdsType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
    private static final int PART_BYTES = 256 * 1024;

    boolean empty() {
      return changed.isEmpty() && removed.isEmpty();
    }

    /**
     * Its beginning, of at most {@value #PART_BYTES} bytes but at least one resource; itself if
     * that is all. What is removed comes with the end.
     */
    Update part() {
      Map<String, VersionedResource> beginning = new LinkedHashMap<>();
      long size = 0;
      for (Map.Entry<String, VersionedResource> each : changed.entrySet()) {
        size += each.getValue().resource().getSerializedSize();
        if (size > PART_BYTES && !beginning.isEmpty()) {
          return new Update(beginning, new TreeSet<>());
        }
        beginning.put(each.getKey(), each.getValue());
      }
      return this;
    }
  }

  private final XdsType type;

  /** What is wanted by name, and the versions that the client has, or has been sent last. */
  private final HeldNames names = new HeldNames();

  private boolean wildcard;
  private Optional<String> outstanding = Optional.empty();
  private String lastNonce = "";
  private @Nullable String rejection;
  private boolean answered;

  /** Whether the client had nothing, and was not sent all yet. */
  private boolean starting = true;

  Subscription(XdsType type) {
    this.type = type;
  }

  XdsType type() {
    return type;
  }

  boolean wildcard() {
    return wildcard;
  }

  /** What is wanted by name, in no order; a view. */
  Set<String> names() {
    return names.wanted();
  }

  /** Names that were asked for and not answered yet. */
  List<String> asked() {
    return names.asked();
  }

  /** Whether a response waits for its answer. */
  boolean waiting() {
    return outstanding.isPresent();
  }

  /** Whether anything was sent yet. */
  boolean answered() {
    return answered;
  }

  /** Whether a client that starts was sent a part, and not yet the rest. */
  boolean begun() {
    return answered && starting;
  }

  /** What of an update comes next: a client that starts gets much in parts. */
  Update next(Update lacking) {
    return starting ? lacking.part() : lacking;
  }

  /** The client is sent all that it lacks. */
  void complete() {
    starting = false;
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
    names.want(name);
  }

  /** The client does not have these, whatever it was sent. */
  void forget(Set<String> refused) {
    refused.forEach(names::forget);
  }

  /** Does not want a resource any more; the client drops it itself. */
  void drop(String name) {
    names.drop(name, wildcard);
  }

  /** Wants only what it names. */
  void dropAll() {
    wildcard = false;
    names.forgetUnwanted();
  }

  /** The client brings versions from an earlier stream. */
  void resume(Map<String, String> versions) {
    versions.forEach((name, version) -> names.has(name, version.intern()));
    starting &= versions.isEmpty();
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
          boolean wanted = wildcard || names.wants(resource.name());
          if (wanted && !resource.version().equals(names.version(resource.name()))) {
            changed.put(resource.name(), resource);
          }
        });
    NavigableSet<String> removed = new TreeSet<>();
    if (complete) {
      // who asks for what does not exist must not wait for it
      for (String name : names.expected()) {
        if (!current.contains(name)) {
          removed.add(name);
        }
      }
    }
    return new Update(changed, removed);
  }

  /** Records that an update goes out and waits for its answer. */
  void sent(Update update, String nonce) {
    update.changed().forEach((name, resource) -> names.sent(name, resource.version()));
    update.removed().forEach(names::gone);
    outstanding = Optional.of(nonce);
    lastNonce = nonce;
    answered = true;
  }
}
