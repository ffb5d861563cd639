package io.meshwright.runtime.model.name;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UnixSocketTest {

  @Test
  void pathsAndAbstractNamesAreRead() {
    assertThat(UnixSocket.parse("unix:///run/a.sock")).contains(new UnixSocket("/run/a.sock"));
    assertThat(UnixSocket.parse("unix://@a")).contains(new UnixSocket("@a"));
  }

  @Test
  void textIsTheWrittenForm() {
    assertThat(UnixSocket.parse("unix:///run/a.sock").orElseThrow())
        .hasToString("unix:///run/a.sock");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"unix:/run/a", "unix://", "unix://run/a", "unix:///run/", "unix://@", "/run/a"})
  void whatIsNoAbsolutePathToAFileIsNotRead(String written) {
    assertThat(UnixSocket.parse(written)).isEmpty();
  }

  @Test
  void pathHasToFitIntoTheKernelsAddress() {
    assertThat(UnixSocket.parse("unix:///" + "a".repeat(106))).isPresent();
    assertThat(UnixSocket.parse("unix:///" + "a".repeat(107))).isEmpty();
  }
}
