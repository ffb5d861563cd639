package io.meshwright.proxy.tls;

import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the chains that peers showed last: the same peers come again and again. Keeps so
 * many that a workload's callers find room, and no more, because anybody may show a chain. Chains
 * are compared by what is in them. From any thread.
 */
final class RecentChains<V> {
  static final int MOST = 512;

  private final Map<List<X509Certificate>, V> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<X509Certificate>, V> eldest) {
          return size() > MOST;
        }
      };

  synchronized @Nullable V get(List<X509Certificate> chain) {
    return known.get(chain);
  }

  synchronized void put(List<X509Certificate> chain, V value) {
    known.put(chain, value);
  }
}
