package io.meshwright.runtime.xds;

import io.meshwright.xds.XdsType;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Resources that a client refused and has not accepted since, in whatever version.
 *
 * @param error the client's words
 * @param after the version of the last model that it had accepted in full
 * @param version of the model that what it refused was made of
 * @param resources names of the type; where the client names some of those that it was sent, only
 *     these
 */
public record Rejection(
    XdsType type, String error, long after, long version, Set<String> resources) {

  public Rejection {
    resources = Set.copyOf(resources);
  }

  /** A refusal of what was sent. */
  static Rejection of(XdsType type, String error, long after, Sent sent) {
    Set<String> named = new TreeSet<>(sent.resources());
    named.removeIf(name -> !mentions(error, name));
    return new Rejection(
        type, error, after, sent.version(), named.isEmpty() ? sent.resources() : named);
  }

  /** Whether the name stands in the text, not only as a part of a longer word. */
  private static boolean mentions(String text, String name) {
    return Pattern.compile("(?<!\\w)" + Pattern.quote(name) + "(?!\\w)").matcher(text).find();
  }

  /** This one and a later one of the same type. */
  Rejection and(Rejection later) {
    Set<String> both = new TreeSet<>(resources);
    both.addAll(later.resources);
    return new Rejection(type, later.error, Math.min(after, later.after), later.version, both);
  }

  /** What is left when the client accepted, or was told to forget, some resources. */
  Rejection without(Set<String> accepted) {
    Set<String> rest = new TreeSet<>(resources);
    rest.removeAll(accepted);
    return new Rejection(type, error, after, version, rest);
  }

  /** What a response was about: names that it sets or takes away. */
  record Sent(long version, Set<String> resources) {}
}
