package io.meshwright.operator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.operator.MeshUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts, boards, runbooks and the reference of metrics tell of the same things. */
final class RunbooksTest {

  private static final Path DOCS = Path.of("../docs");
  private static final Pattern METRIC = Pattern.compile("\\bmeshwright_[a-z_]+");
  private static final Pattern HISTOGRAM = Pattern.compile("_(bucket|sum|count)$");

  private final JsonNode groups;

  RunbooksTest() {
    MeshUnderTest mesh = new MeshUnderTest();
    mesh.installation("default", "{}");
    this.groups =
        new ObjectMapper()
            .valueToTree(
                MonitoringManifests.alerts(
                        mesh.installation("default"), new KubernetesSerialization())
                    .get("spec", "groups"));
  }

  private Stream<JsonNode> rules() {
    return groups.valueStream().flatMap(group -> group.get("rules").valueStream());
  }

  @Test
  void eachAlertHasItsRunbookAndEachRunbookItsAlert() throws IOException {
    Set<String> alerts =
        rules().map(rule -> rule.get("alert").asText()).collect(Collectors.toSet());
    try (Stream<Path> pages = Files.list(DOCS.resolve("runbooks"))) {
      assertThat(pages.map(page -> page.getFileName().toString().replace(".md", "")))
          .filteredOn(page -> !page.equals("README"))
          .containsExactlyInAnyOrderElementsOf(alerts);
    }
    String index = Files.readString(DOCS.resolve("runbooks/README.md"));
    rules()
        .forEach(
            rule -> {
              String alert = rule.get("alert").asText();
              String severity = rule.get("labels").get("severity").asText();
              assertThat(index).contains("| [%s](%s.md) | %s |".formatted(alert, alert, severity));
              assertThat(rule.get("annotations").get("runbook_url").asText())
                  .endsWith("/runbooks/" + alert);
              assertThat(rule.get("annotations").get("summary").asText()).endsWith(".");
            });
  }

  @Test
  void eachMetricOfAlertsAndBoardsIsInTheReference() throws IOException {
    String reference = Files.readString(DOCS.resolve("reference/operator-metrics.md"));
    Set<String> unknown = new TreeSet<>();
    Stream<String> texts =
        Stream.concat(Stream.of(MonitoringManifests.ALERTS), MonitoringManifests.BOARDS.stream());
    texts
        .map(MonitoringManifests::text)
        .flatMap(text -> METRIC.matcher(text).results())
        .map(found -> HISTOGRAM.matcher(found.group()).replaceFirst(""))
        .filter(metric -> !reference.contains("`" + metric + "`"))
        .forEach(unknown::add);

    assertThat(unknown).isEmpty();
  }

  @Test
  void boardsAreReadable() throws IOException {
    for (String file : MonitoringManifests.BOARDS) {
      JsonNode board = new ObjectMapper().readTree(MonitoringManifests.text(file));
      assertThat(board.get("uid").asText()).isEqualTo(file.replace(".json", ""));
      assertThat(board.get("panels"))
          .isNotEmpty()
          .allSatisfy(panel -> assertThat(panel.get("targets")).isNotEmpty());
    }
  }
}
