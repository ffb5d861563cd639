package io.meshwright.xds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SocketPathTest {

  @ParameterizedTest
  @ValueSource(strings = {"/run/a.sock", "run/a.sock", "@a", "@/"})
  void pathOrNameIsValid(String text) {
    assertThat(SocketPath.valid(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "@", "/run/\0a"})
  void nothingAndZeroBytesAreNot(String text) {
    assertThat(SocketPath.valid(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "\u00e4"})
  void bytesHaveToFit(String letter) {
    int longest =
        SocketPath.MAX_BYTES / letter.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    assertThat(SocketPath.valid(letter.repeat(longest))).isTrue();
    assertThat(SocketPath.valid(letter.repeat(longest + 1))).isFalse();
  }
}
