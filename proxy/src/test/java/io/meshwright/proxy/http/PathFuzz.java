package io.meshwright.proxy.http;

import io.meshwright.proxy.snapshot.PathPolicy;
import io.meshwright.proxy.snapshot.PathPolicy.EscapedSlashes;
import io.meshwright.proxy.snapshot.PathPolicy.StripPort;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A normal form is its own normal form, and has nothing in it that leads upwards. */
public final class PathFuzz {
  private PathFuzz() {}

  /** The first byte says the policy, the others are a path. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    EscapedSlashes[] actions = EscapedSlashes.values();
    PathPolicy policy =
        new PathPolicy(
            (input[0] & 1) != 0,
            (input[0] & 2) != 0,
            actions[(input[0] >> 2 & 0x3F) % actions.length],
            StripPort.NO);
    String path = "/" + new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1);
    @Nullable String once = PathNormalizer.normalize(path, policy);
    if (once == null) {
      return;
    }
    if (!once.startsWith("/")) {
      throw new AssertionError("does not begin at the root: " + once);
    }
    if (policy.normalize()) {
      String plain = once.substring(0, once.indexOf('?') < 0 ? once.length() : once.indexOf('?'));
      for (String segment : plain.split("/", -1)) {
        int end = segment.indexOf(';') < 0 ? segment.length() : segment.indexOf(';');
        if (segment.substring(0, end).equals("..")) {
          throw new AssertionError("leads upwards: " + once);
        }
      }
    }
    if (!once.equals(PathNormalizer.normalize(once, policy))) {
      throw new AssertionError("not normal: " + once);
    }
  }
}
