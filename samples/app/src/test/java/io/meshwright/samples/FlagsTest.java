package io.meshwright.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FlagsTest {

  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void flagWinsOverEnvironment() {
    Flags flags = Flags.parse(List.of("--tcp-port", "1"), Map.of("TCP_PORT", "2", "PORT", "3"));
    assertThat(flags.number("tcp-port", 9, 0, 10)).isEqualTo(1);
    assertThat(flags.number("port", 9, 0, 10)).isEqualTo(3);
    assertThat(flags.number("other", 9, 0, 10)).isEqualTo(9);
  }

  @Test
  void wordsAndBothFormsOfFlagsMix() {
    Flags flags = Flags.parse(List.of("get", "--a=1=2", "url", "--b", "x"), Map.of());
    assertThat(flags.words()).containsExactly("get", "url");
    assertThat(flags.text("a", "")).isEqualTo("1=2");
    assertThat(flags.text("b", "")).isEqualTo("x");
    flags.check();
  }

  @Test
  void durationsHaveUnits() {
    Flags flags = Flags.parse(List.of("--a=500ms", "--b=10s", "--c=2m"), Map.of());
    assertThat(flags.duration("a", HOUR, HOUR)).isEqualTo(Duration.ofMillis(500));
    assertThat(flags.duration("b", HOUR, HOUR)).isEqualTo(Duration.ofSeconds(10));
    assertThat(flags.duration("c", HOUR, HOUR)).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    Flags flags = Flags.parse(List.of("--port=x", "--wait=2h", "--prot=1", "--last"), Map.of());
    flags.number("port", 0, 0, 10);
    flags.duration("wait", HOUR, HOUR);
    assertThatThrownBy(flags::check)
        .hasMessageContaining("--port: found x, expected a number from 0 to 10")
        .hasMessageContaining("--wait: found 2h, expected a duration")
        .hasMessageContaining("--prot: no such flag")
        .hasMessageContaining("--last: found nothing");
  }
}
