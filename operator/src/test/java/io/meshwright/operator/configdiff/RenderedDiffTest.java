package io.meshwright.operator.configdiff;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus;
import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus.State;
import io.meshwright.operator.FakeRuntimes;
import io.meshwright.operator.sessions.Replica;
import io.meshwright.xds.XdsType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * All that two revisions send to one sidecar, and the report of it. {@code -Dgolden.update=true}
 * writes the report.
 */
final class RenderedDiffTest {

  private static final Path FOLDER = Path.of("src/test/resources/config-diff");
  private static final Map<String, XdsType> TYPES =
      Map.of(
          "clusters", XdsType.CLUSTER,
          "endpoints", XdsType.ENDPOINT,
          "listeners", XdsType.LISTENER,
          "routes", XdsType.ROUTE);

  private final FakeRuntimes runtimes = new FakeRuntimes();

  private Comparison.Side side(String revision, String file) throws IOException {
    JsonNode all = new YAMLMapper().readTree(FOLDER.resolve(file).toFile());
    TYPES.forEach(
        (word, type) ->
            all.path(word)
                .properties()
                .forEach(
                    resource ->
                        runtimes.renders(
                            revision,
                            "cart",
                            type,
                            resource.getKey(),
                            resource.getValue().toString())));
    return new Comparison.Side(
        revision, List.of(runtimes.connect(new Replica(revision, revision, "pod", "::1"), "")));
  }

  @Test
  void theReportNamesWhatDiffersAndNothingElse() throws Exception {
    runtimes.connect("shop", "cart", 12);
    ConfigDiff diff =
        new Comparison(
                side("a-1", "before.yaml"), side("b-2", "after.yaml"), () -> Instant.EPOCH, _ -> {})
            .run();
    String report =
        DiffReport.of(
            new ConfigDiffStatus(
                "a-1",
                "b-2",
                State.Compared,
                null,
                "",
                null,
                12,
                1,
                diff.counts(),
                diff.hash(),
                false,
                diff.examples(),
                null),
            diff);

    Path expected = FOLDER.resolve("report.yaml");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(expected, report);
    }
    assertThat(report).isEqualTo(Files.readString(expected));
  }
}
