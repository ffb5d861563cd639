package io.meshwright.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SamplesTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new Samples(Map.of("PORT", "http"), outStream, errStream).run(arguments);
  }

  @Test
  void selftestUsesServerAndClient() {
    assertThat(run("selftest")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("\"x-selftest\":\"yes\"")
        .contains("\"greeting\":\"local greets\",\"answer\":\"selftest\"")
        .contains("\"protocol\":\"HTTP/2\"")
        .contains("\"calls\":1,\"statuses\":{\"OK\":1}")
        .contains("\"closed\":1000")
        .contains("\"requests\":200,\"failed\":0,\"statuses\":{\"200\":200}");
  }

  /** The lines before the usage. */
  private List<String> problems(String... arguments) {
    err.reset();
    assertThat(run(arguments)).isEqualTo(2);
    String[] parts = err.toString(StandardCharsets.UTF_8).split("Usage: samples ", 2);
    assertThat(parts).hasSize(2);
    return parts[0].lines().toList();
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    assertThat(
            problems(
                "client",
                "--url",
                "ftp://x",
                "--rps=0",
                "--duration",
                "2h",
                "--timeout",
                "3m",
                "--connections=many",
                "--header",
                "x",
                "--header=y:z",
                "--prot=1"))
        .containsExactlyInAnyOrder(
            "Invalid value for option '--url': found ftp://x,"
                + " expected http://HOST[:PORT][/PATH]",
            "Invalid value for option '--rps': found 0, expected a number from 1 to 100000",
            "Invalid value for option '--duration': found 2h,"
                + " expected a duration such as 500ms, 10s or 2m",
            "Invalid value for option '--timeout': found 180s,"
                + " expected a duration of at most 120s",
            "Invalid value for option '--connections': 'many' is not an int",
            "Invalid value for option '--header' ('NAME: VALUE'): found x, expected NAME: VALUE",
            "Unknown option: '--prot=1'");
  }

  @Test
  void loadHasAnAddressAndABoundedSize() {
    assertThat(problems("client"))
        .containsExactly(
            "Missing: --url=URL, or one of [get, until, tcp, talk, tls, http2, grpc, websocket]");
    assertThat(problems("client", "--url=http://x", "--rps=100000", "--duration=1m"))
        .containsExactly(
            "Invalid values for options '--rps' and '--duration':"
                + " found 6000000 requests, expected 1 to 5000000");
  }

  @Test
  void unknownAndMissingWordsAreRefused() {
    assertThat(problems()).containsExactly("Missing required subcommand");
    assertThat(problems("serve")).containsExactly("Unmatched argument at index 0: 'serve'");
    assertThat(problems("client", "post", "http://x", "--url=http://x"))
        .containsExactly("Unmatched arguments from index 1: 'post', 'http://x'");
    assertThat(problems("client", "get")).containsExactly("Missing required parameter: 'URL'");
    assertThat(problems("client", "tcp", "x:65536", "text"))
        .containsExactly("Invalid value for HOST:PORT: found x:65536, expected HOST:PORT");
    assertThat(problems("client", "get", "https://x"))
        .containsExactly(
            "Invalid value for URL: found https://x, expected http://HOST[:PORT][/PATH]");
  }

  @Test
  void optionThatAnotherCommandWouldIgnoreIsRefused() {
    assertThat(problems("client", "--timeout=1s", "get", "http://x"))
        .containsExactly("--timeout: found before get, expected behind it");
    assertThat(problems("client", "get", "http://x", "--rps=1"))
        .containsExactly("Unknown option: '--rps=1'");
  }

  @Test
  void onlyTheServerReadsTheEnvironment() {
    assertThat(problems("server"))
        .containsExactly("Invalid value for option '--port': 'http' is not an int");
    assertThat(run("client", "get", "http://localhost:1/")).isEqualTo(1);
  }

  @Test
  void helpShowsEachCommand() {
    assertThat(run("client", "get", "--help")).isZero();
    assertThat(run("-h")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("Usage: samples client get [-h]")
        .contains("selftest");
  }

  @Test
  void refusedConnectionIsAFailure() {
    assertThat(run("client", "get", "http://localhost:1/")).isEqualTo(1);
    assertThat(run("client", "until", "http://localhost:1/", "--timeout", "10ms")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("ConnectException");
  }

  @Test
  void manifestsNameTheImageOfThisVersion() throws Exception {
    String image = "image: meshwright/samples:" + System.getProperty("meshwright.version");
    try (Stream<Path> files = Files.list(Path.of("../echo"))) {
      for (Path file : files.toList()) {
        assertThat(Files.readAllLines(file))
            .as(file.toString())
            .filteredOn(line -> line.contains("image:"))
            .allMatch(line -> line.strip().equals(image));
      }
    }
  }
}
