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
    return new Samples(Map.of(), outStream, errStream).run(List.of(arguments));
  }

  @Test
  void selftestUsesServerAndClient() {
    assertThat(run("selftest")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("\"x-selftest\":\"yes\"")
        .contains("\"requests\":200,\"failed\":0,\"statuses\":{\"200\":200}");
  }

  @Test
  void wrongCommandLineSaysWhatAndHow() {
    assertThat(run("client", "--url", "ftp://x", "--rps", "0")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("URL: found ftp://x, expected http://")
        .contains("--rps: found 0, expected a number")
        .contains("usage: samples server");
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
