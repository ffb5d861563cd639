package io.meshwright.samples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshwright.samples.EnvironmentDefaults;
import java.nio.file.Path;
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
        .isEqualTo(
            new ServerConfig(
                new Identity("echo", "v1", "localhost", ""),
                new Ports(8080, 9090, 9000, 9001, 8443),
                null,
                Duration.ofSeconds(5)));
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
            "GRPC_PORT",
            "3",
            "GREETING_PORT",
            "4",
            "ZONE",
            "z",
            "DRAIN",
            "3s",
            "POD_NAME",
            "b-1");
    assertThat(parse(environment)).isEqualTo(config(2, Duration.ofSeconds(3)));
    assertThat(parse(environment, "--tcp-port", "9", "--drain=0s"))
        .isEqualTo(config(9, Duration.ZERO));
  }

  private static ServerConfig config(int tcpPort, Duration drain) {
    return new ServerConfig(
        new Identity("a", "v2", "b-1", "z"), new Ports(1, 3, tcpPort, 4, 8443), null, drain);
  }

  @Test
  void certificateAndKeyBelongTogether() {
    assertThat(parse(Map.of(), "--tls-certificate=a.pem", "--tls-key=b.pem").tls())
        .isEqualTo(new TlsFiles(Path.of("a.pem"), Path.of("b.pem")));
    assertThatThrownBy(() -> parse(Map.of(), "--tls-key=b.pem"))
        .hasMessage("Missing: one of --tls-certificate and --tls-key");
  }

  @Test
  void podIsTheHostUnlessItHasAName() {
    assertThat(parse(Map.of("HOSTNAME", "h", "POD_NAME", "p")).identity().pod()).isEqualTo("p");
    assertThat(parse(Map.of("HOSTNAME", "h")).identity().pod()).isEqualTo("h");
  }
}
