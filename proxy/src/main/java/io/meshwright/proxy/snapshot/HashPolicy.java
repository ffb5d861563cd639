package io.meshwright.proxy.snapshot;

import com.google.re2j.Pattern;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One part of what a request is hashed by, so that equal requests go to the same host.
 *
 * @param key what is hashed
 * @param terminal whether the policies after this one are left out once there is a hash
 */
public record HashPolicy(Key key, boolean terminal) {

  /** What is hashed. */
  public sealed interface Key {

    /**
     * A request header; several values in any order are the same.
     *
     * @param rewrite done with each value before; absent leaves it
     */
    record Header(String name, @Nullable Rewrite rewrite) implements Key {}

    /**
     * A cookie.
     *
     * @param ttl of the cookie that a client without one is given, zero for its session; absent
     *     gives none
     * @param attributes of that cookie, as {@code name} or {@code name=value}
     */
    record Cookie(String name, String path, @Nullable Duration ttl, List<String> attributes)
        implements Key {
      public Cookie {
        attributes = List.copyOf(attributes);
      }
    }

    /** The client's address without its port. */
    record SourceAddress() implements Key {}

    /** The first value of a query parameter. */
    record QueryParameter(String name) implements Key {}
  }

  /** Replaces each match; {@code substitution} in RE2's form with {@code \1}. */
  public record Rewrite(Pattern pattern, String substitution) {}
}
