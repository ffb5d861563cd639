package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.e2e.cluster.CommandResult;
import io.meshwright.e2e.cluster.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the guide tells users to do works. */
@MeshTest
@Tag("full")
final class LifeCycleGuideIT {

  private static final Pattern BLOCK =
      Pattern.compile("^```sh\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Path CHECKOUT = Path.of(System.getProperty("meshwright.directory"));

  @Test
  void eachBlockRuns(TestCluster cluster, Operator operator) throws IOException {
    operator.delete("default");
    String guide = Files.readString(CHECKOUT.resolve("docs/life-cycle.md"));
    String blocks =
        BLOCK.matcher(guide).results().map(LifeCycleGuideIT::block).collect(Collectors.joining());
    String versions =
        "OLD=%s NEW=%s\n".formatted(Releases.newest(), System.getProperty("meshwright.version"));

    CommandResult result = cluster.shell(folder(cluster) + "set -x\n" + versions + blocks);

    assertThat(result.exitCode()).as("%s%n%s", result.output(), result.errors()).isZero();
  }

  private static String block(MatchResult found) {
    return found.group(1);
  }

  /** Makes the files that the guide names. */
  private static String folder(TestCluster cluster) throws IOException {
    StringBuilder script = new StringBuilder("cd $(mktemp -d)\nmkdir -p samples/echo\n");
    write(
        script,
        cluster,
        "operator/target/install/meshwright-operator.yaml",
        "meshwright-operator.yaml");
    for (String sample : new String[] {"namespace", "echo", "client"}) {
      String file = "samples/echo/" + sample + ".yaml";
      write(script, cluster, file, file);
    }
    return script.toString();
  }

  private static void write(StringBuilder script, TestCluster cluster, String from, String to)
      throws IOException {
    String text = cluster.withImages(Files.readString(CHECKOUT.resolve(from)));
    script.append("cat >%s <<'END_OF_FILE'\n%s\nEND_OF_FILE\n".formatted(to, text));
  }
}
