package io.meshwright.xds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ConfigErrorTest {

  @Test
  void messageNamesResourceFieldFoundAndExpected() {
    ConfigError error =
        new ConfigError(
            "VirtualService default/a", "spec.http[0].timeout", "5", "a duration like 5s");

    assertThat(error.message())
        .isEqualTo(
            "VirtualService default/a: spec.http[0].timeout: found 5, expected a duration like 5s");
  }

  @Test
  void pathsNest() {
    ConfigError error = new ConfigError("r", "[1].weight", "-1", "0 or more");

    assertThat(error.under("spec.http[0].route").fieldPath())
        .isEqualTo("spec.http[0].route[1].weight");
    assertThat(new ConfigError("r", "", "x", "y").under("spec").fieldPath()).isEqualTo("spec");
  }

  @Test
  void longValuesAreShortened() {
    assertThat(new ConfigError("r", "f", "x".repeat(1000), "y").found()).hasSize(201);
  }
}
