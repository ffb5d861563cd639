package io.meshwright.proxy.lastgood;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HandoverTest {
  private static final Instant END = Instant.parse("2026-01-01T12:00:00Z");

  @TempDir private Path volume;

  private Duration patienceAfter(int seconds) {
    return new Handover(volume, "node-1").patience(END.plusSeconds(seconds));
  }

  @Test
  void afterAnOrderlyEndTheNextRunServesAtOnce() {
    new Handover(volume, "node-1").leave(END);
    assertThat(patienceAfter(0)).isZero();
    assertThat(patienceAfter(29)).isZero();
    assertThat(patienceAfter(30)).as("an old end").isEqualTo(KeptFile.PATIENCE);
    assertThat(patienceAfter(-1)).as("a clock that was set").isEqualTo(KeptFile.PATIENCE);
  }

  @Test
  void afterACrashTheControlPlaneHasItsTime() {
    assertThat(patienceAfter(0)).isEqualTo(KeptFile.PATIENCE);
  }

  @Test
  void whatIsNoTimeIsIgnored() {
    new KeptFile(volume, "handover", "node-1").write("soon".getBytes(StandardCharsets.UTF_8));
    assertThat(patienceAfter(0)).isEqualTo(KeptFile.PATIENCE);
  }
}
