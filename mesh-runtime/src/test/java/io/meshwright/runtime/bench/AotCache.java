package io.meshwright.runtime.bench;

import java.nio.file.Path;

/** What the control plane's JVM does with its AOT cache (JEP 514), which its image brings. */
enum AotCache {
  /** Writes it when the process ends in order. */
  WRITTEN("-XX:AOTCacheOutput="),

  /** Starts from it. */
  USED("-XX:AOTCache=");

  private static final Path FILE = Path.of("target", "bench", "runtime.aot").toAbsolutePath();

  private final String flag;

  AotCache(String flag) {
    this.flag = flag;
  }

  String option() {
    return flag + FILE;
  }
}
