package io.meshwright.runtime.policy;

import java.util.List;

/** Names of curves, and of groups beside them, of the key agreement. */
final class Curves {

  /** Those that Istio accepts; proxies have all of them (BoringSSL). */
  private static final List<String> KNOWN =
      List.of("P-256", "P-384", "P-521", "X25519", "X25519MLKEM768");

  private Curves() {}

  static void check(Problems problems, String path, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (!KNOWN.contains(names.get(i))) {
        problems.add(path + "[" + i + "]", names.get(i), "one of " + KNOWN);
      }
    }
  }
}
