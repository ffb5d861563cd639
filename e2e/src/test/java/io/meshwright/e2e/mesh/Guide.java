package io.meshwright.e2e.mesh;

import io.meshwright.e2e.cluster.CommandResult;
import io.meshwright.e2e.cluster.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A page of the documentation whose blocks are commands, one after the other in one shell. */
final class Guide {

  private static final Pattern BLOCK =
      Pattern.compile("^```sh\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Path CHECKOUT = Path.of(System.getProperty("meshwright.directory"));

  private Guide() {}

  /** Runs a page, from the version released before to this one. */
  static CommandResult run(String page, TestCluster cluster) throws IOException {
    String blocks =
        BLOCK
            .matcher(Files.readString(CHECKOUT.resolve(page)))
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.joining());
    String versions =
        "OLD=%s NEW=%s\n".formatted(Releases.newest(), System.getProperty("meshwright.version"));
    return cluster.shell(folder(cluster) + "set -x\n" + versions + blocks);
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
