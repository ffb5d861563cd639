package io.meshwright.samples.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

final class CaptureCommandTest {

  private static CaptureConfig parse(String... arguments) {
    CaptureCommand command = new CaptureCommand(System.out);
    new CommandLine(command).parseArgs(arguments);
    return command.config();
  }

  @Test
  void onlyTheMarkerMustBeGiven() {
    assertThat(parse("--marker=x"))
        .isEqualTo(new CaptureConfig("eth0", "x", Duration.ofSeconds(10)));
    assertThat(parse("--marker", "x", "--interface", "lo", "--duration", "2s"))
        .isEqualTo(new CaptureConfig("lo", "x", Duration.ofSeconds(2)));
  }

  @Test
  void captureWithoutMarkerIsRefused() {
    assertThatThrownBy(() -> parse())
        .isInstanceOf(ParameterException.class)
        .hasMessage("Missing required option: '--marker=TEXT'");
    assertThatThrownBy(() -> parse("--marker="))
        .isInstanceOf(ParameterException.class)
        .hasMessage("Invalid value for option '--marker': expected a text to look for");
  }
}
