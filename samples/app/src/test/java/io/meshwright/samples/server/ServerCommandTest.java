package io.meshwright.samples.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.samples.EnvironmentDefaults;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class ServerCommandTest {

  private static ServerConfig parse(Map<String, String> environment, String... arguments) {
    ServerCommand command = new ServerCommand(System.out);
    new CommandLine(command)
        .setDefaultValueProvider(new EnvironmentDefaults(environment))
        .parseArgs(arguments);
    return command.config();
  }

  @Test
  void nothingMustBeGiven() {
    assertThat(parse(Map.of()))
        .isEqualTo(new ServerConfig("echo", "v1", "localhost", 8080, 9000, Duration.ofSeconds(5)));
  }

  @Test
  void optionWinsOverEnvironment() {
    Map<String, String> environment =
        Map.of(
            "NAME",
            "a",
            "VERSION",
            "v2",
            "PORT",
            "1",
            "TCP_PORT",
            "2",
            "DRAIN",
            "3s",
            "POD_NAME",
            "b-1");
    assertThat(parse(environment))
        .isEqualTo(new ServerConfig("a", "v2", "b-1", 1, 2, Duration.ofSeconds(3)));
    assertThat(parse(environment, "--tcp-port", "9", "--drain=0s"))
        .isEqualTo(new ServerConfig("a", "v2", "b-1", 1, 9, Duration.ZERO));
  }

  @Test
  void podIsTheHostUnlessItHasAName() {
    assertThat(parse(Map.of("HOSTNAME", "h", "POD_NAME", "p")).pod()).isEqualTo("p");
    assertThat(parse(Map.of("HOSTNAME", "h")).pod()).isEqualTo("h");
  }
}
