package io.meshwright.runtime.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshwright.runtime.config.CommandLines;
import io.meshwright.runtime.testing.CommandRun;
import io.meshwright.runtime.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

final class AnalyzeCommandTest {

  private static final String SOUND =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: cart, namespace: shop}
      spec: {clusterIP: 10.96.0.10, ports: [{name: http, port: 80}]}
      """;

  @TempDir private Path directory;

  @Command(name = "runtime")
  private static final class Program {}

  @Test
  void eachThingThatIsWrongHasACode() throws IOException {
    Files.copy(
        Path.of("src/test/resources/golden/analysis/mesh.yaml"), directory.resolve("a.yaml"));

    CommandRun run = analyze();

    Golden.assertMatches("analysis/findings.txt", run.out());
    assertThat(run.code()).isEqualTo(79);
    String page = Files.readString(Path.of("../docs/reference/analysis.md"));
    assertThat(List.of(Code.values()))
        .allSatisfy(
            code -> {
              assertThat(run.out()).contains(code.level().word() + " [" + code.text() + "]");
              assertThat(page).contains("| `" + code.text() + "` | " + code.level().word() + " |");
            });
  }

  @Test
  void aSoundMeshHasNoFindings() throws IOException {
    Files.writeString(directory.resolve("a.yaml"), SOUND);

    CommandRun run = analyze();

    assertThat(run.out().strip()).isEqualTo("No validation issues found.");
    assertThat(run.code()).isZero();
  }

  @Test
  void whatIsNoErrorFailsOnlyIfAskedFor() throws IOException {
    Files.writeString(directory.resolve("a.yaml"), SOUND.replace("name: http", "name: front"));

    assertThat(analyze().code()).isZero();
    assertThat(analyze("--failure-threshold", "info").code()).isEqualTo(79);
    assertThat(new ObjectMapper().readTree(analyze("-o", "json").out()).at("/0/code").asText())
        .isEqualTo("IST0118");
  }

  @Test
  void wordsThatMeanNothingAreRefused() {
    CommandRun run = analyze("-o", "xml", "--failure-threshold", "fatal");

    assertThat(run.code()).isNotZero().isNotEqualTo(79);
    assertThat(run.err()).contains("log or json", "error, warning or info");
  }

  private CommandRun analyze(String... more) {
    String[] arguments = new String[3 + more.length];
    arguments[0] = "analyze";
    arguments[1] = "--config-dir";
    arguments[2] = directory.toString();
    System.arraycopy(more, 0, arguments, 3, more.length);
    return CommandRun.of(
        CommandLines.of(new Program(), List.of(new AnalyzeCommand()), Map.of()), arguments);
  }
}
