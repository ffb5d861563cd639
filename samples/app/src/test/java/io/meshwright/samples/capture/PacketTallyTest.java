package io.meshwright.samples.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class PacketTallyTest {

  private final PacketTally tally = new PacketTally(bytes("marker"));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void add(String packet) {
    tally.add(bytes(packet), packet.length());
  }

  @Test
  void packetCountsOnceHoweverOftenItHasTheMarker() {
    add("marker");
    add("head marker marker tail");
    add("mark");
    add("marke r");
    add("");
    assertThat(tally.toJson(1)).isEqualTo("{\"packets\":5,\"marked\":2,\"dropped\":1}");
  }

  @Test
  void markerAfterAFalseBeginningIsFound() {
    add("mamarker");
    assertThat(tally.toJson(0)).contains("\"marked\":1");
  }

  @Test
  void bytesBehindThePacketAreNotLookedAt() {
    tally.add(bytes("first packet marker"), "first packet marke".length());
    assertThat(tally.toJson(0)).contains("\"packets\":1,\"marked\":0");
  }
}
