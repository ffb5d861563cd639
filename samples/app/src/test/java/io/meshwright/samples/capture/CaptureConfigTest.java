package io.meshwright.samples.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshwright.samples.Flags;
import io.meshwright.samples.UsageException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CaptureConfigTest {

  private static CaptureConfig parse(String... arguments) {
    return CaptureConfig.parse(Flags.parse(List.of(arguments), Map.of()));
  }

  @Test
  void onlyTheMarkerMustBeGiven() {
    assertThat(parse("--marker=x"))
        .isEqualTo(new CaptureConfig("eth0", "x", Duration.ofSeconds(10)));
    assertThat(parse("--marker=x", "--interface=lo", "--duration=2s"))
        .isEqualTo(new CaptureConfig("lo", "x", Duration.ofSeconds(2)));
  }

  @Test
  void captureWithoutMarkerIsRefused() {
    assertThatThrownBy(() -> parse())
        .isInstanceOf(UsageException.class)
        .hasMessage("--marker: found nothing, expected the text to look for");
  }
}
