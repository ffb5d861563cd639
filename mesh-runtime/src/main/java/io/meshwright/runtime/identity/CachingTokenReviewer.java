package io.meshwright.runtime.identity;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers good verdicts for a short while, so that a proxy's stream and its certificate request
 * cost one review. Tokens are kept as digests; at most {@code capacity} of them, the least recently
 * used leave first. Bad verdicts are not kept: a token may become valid, and a flood of wrong ones
 * must not push out good ones.
 */
public final class CachingTokenReviewer implements TokenReviewer {

  private static final int CAPACITY = 10_000;
  private static final Duration KEPT = Duration.ofSeconds(30);

  private record Entry(TokenVerdict.Valid verdict, Instant until) {}

  private final TokenReviewer reviewer;
  private final InstantSource clock;
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final int capacity;

  public CachingTokenReviewer(TokenReviewer reviewer, InstantSource clock) {
    this(reviewer, clock, CAPACITY);
  }

  CachingTokenReviewer(TokenReviewer reviewer, InstantSource clock, int capacity) {
    this.reviewer = reviewer;
    this.clock = clock;
    this.capacity = capacity;
  }

  @Override
  public TokenVerdict review(String token, String audience) {
    String key = digest(audience + " " + token);
    TokenVerdict.Valid known = fresh(key);
    if (known != null) {
      return known;
    }
    TokenVerdict verdict = reviewer.review(token, audience);
    if (verdict instanceof TokenVerdict.Valid valid) {
      keep(key, valid);
    }
    return verdict;
  }

  private TokenVerdict.@Nullable Valid fresh(String key) {
    synchronized (entries) {
      Entry entry = entries.get(key);
      if (entry == null) {
        return null;
      }
      if (clock.instant().isBefore(entry.until())) {
        return entry.verdict();
      }
      entries.remove(key);
      return null;
    }
  }

  private void keep(String key, TokenVerdict.Valid verdict) {
    synchronized (entries) {
      entries.put(key, new Entry(verdict, clock.instant().plus(KEPT)));
      if (entries.size() > capacity) {
        entries.remove(entries.keySet().iterator().next());
      }
    }
  }

  private static String digest(String text) {
    return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
  }
}
