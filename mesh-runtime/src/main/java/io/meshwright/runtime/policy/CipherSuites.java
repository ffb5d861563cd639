package io.meshwright.runtime.policy;

import java.util.List;
import java.util.Set;

/** Names of cipher suites. */
final class CipherSuites {

  /** Those of TLS 1.2 that proxies have (BoringSSL). */
  private static final Set<String> KNOWN =
      Set.of(
          "ECDHE-ECDSA-AES128-GCM-SHA256",
          "ECDHE-RSA-AES128-GCM-SHA256",
          "ECDHE-ECDSA-AES256-GCM-SHA384",
          "ECDHE-RSA-AES256-GCM-SHA384",
          "ECDHE-ECDSA-CHACHA20-POLY1305",
          "ECDHE-RSA-CHACHA20-POLY1305",
          "ECDHE-ECDSA-AES128-SHA",
          "ECDHE-RSA-AES128-SHA",
          "ECDHE-ECDSA-AES256-SHA",
          "ECDHE-RSA-AES256-SHA",
          "AES128-GCM-SHA256",
          "AES256-GCM-SHA384",
          "AES128-SHA",
          "AES256-SHA");

  private CipherSuites() {}

  static void check(Problems problems, String path, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (!KNOWN.contains(names.get(i))) {
        problems.add(
            path + "[" + i + "]", names.get(i), "one of " + KNOWN.stream().sorted().toList());
      }
    }
  }
}
