package io.meshwright.runtime.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CachingTokenReviewerTest {

  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final List<String> reviewed = new ArrayList<>();
  private final CachingTokenReviewer reviewer =
      new CachingTokenReviewer(
          (token, _) -> {
            reviewed.add(token);
            return token.startsWith("good")
                ? new TokenVerdict.Valid("default", token)
                : new TokenVerdict.Invalid("bad");
          },
          clock,
          2);

  @Test
  void goodVerdictIsRememberedForAWhile() {
    reviewer.review("good", "istio-ca");
    assertThat(reviewer.review("good", "istio-ca"))
        .isEqualTo(new TokenVerdict.Valid("default", "good"));
    assertThat(reviewed).hasSize(1);

    clock.advance(Duration.ofSeconds(31));
    reviewer.review("good", "istio-ca");
    assertThat(reviewed).hasSize(2);
  }

  @Test
  void verdictCountsForItsAudienceOnly() {
    reviewer.review("good", "istio-ca");
    reviewer.review("good", "other");
    assertThat(reviewed).hasSize(2);
  }

  @Test
  void badVerdictIsNotRemembered() {
    reviewer.review("bad", "istio-ca");
    reviewer.review("bad", "istio-ca");
    assertThat(reviewed).hasSize(2);
  }

  @Test
  void leastRecentlyUsedLeavesFirst() {
    reviewer.review("good1", "a");
    reviewer.review("good2", "a");
    reviewer.review("good1", "a");
    reviewer.review("good3", "a");
    reviewed.clear();
    reviewer.review("good1", "a");
    assertThat(reviewed).isEmpty();
    reviewer.review("good2", "a");
    assertThat(reviewed).containsExactly("good2");
  }
}
