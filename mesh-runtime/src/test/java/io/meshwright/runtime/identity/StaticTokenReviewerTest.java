package io.meshwright.runtime.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.meshwright.xds.ConfigException;
import org.junit.jupiter.api.Test;

final class StaticTokenReviewerTest {

  @Test
  void knownTokenIsItsServiceAccount() throws Exception {
    StaticTokenReviewer reviewer =
        StaticTokenReviewer.parse(
            "tokens.csv", "# pods\n\nsecret,system:serviceaccount:shop:cart,1\n");

    assertThat(reviewer.review("secret", "istio-ca"))
        .isEqualTo(new TokenVerdict.Valid("shop", "cart"));
    assertThat(reviewer.review("other", "istio-ca")).isInstanceOf(TokenVerdict.Invalid.class);
  }

  @Test
  void badLinesAreNamedWithoutTheirTokens() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> StaticTokenReviewer.parse("tokens.csv", "secret\nsecret,admin\n"))
        .withMessageContaining("tokens.csv: line 1:")
        .withMessageContaining("tokens.csv: line 2:")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }
}
