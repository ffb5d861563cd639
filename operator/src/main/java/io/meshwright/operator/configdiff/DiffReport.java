package io.meshwright.operator.configdiff;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus;
import io.meshwright.operator.configdiff.ConfigDiff.Difference;
import java.nio.charset.StandardCharsets;

/**
 * Writes all differences as YAML for people and scripts, the worst first, within what a ConfigMap
 * can hold. Pure.
 */
final class DiffReport {

  /** A ConfigMap holds 1 MiB with all that belongs to it. */
  static final int LARGEST = 800_000;

  private static final int MOST_RESOURCES = 20;
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private DiffReport() {}

  /** The text; {@code status} has what it is about. */
  static String of(ConfigDiffStatus status, ConfigDiff diff) {
    ObjectNode head = JsonNodeFactory.instance.objectNode();
    head.put("from", status.from()).put("to", status.to()).put("hash", status.hash());
    head.put("proxies", diff.proxies()).put("rendered", diff.rendered());
    head.put("behavioural", status.behavioural()).put("harmless", status.harmless());
    if (!diff.omitted().isEmpty()) {
      diff.omitted().forEach(head.putArray("omitted")::add);
    }
    StringBuilder text =
        new StringBuilder(yaml(head))
            .append(diff.differences().isEmpty() ? "differences: []\n" : "differences:\n");
    int bytes = bytes(text);
    int written = 0;
    for (Difference difference : diff.differences()) {
      String entry = entry(difference);
      bytes += entry.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > LARGEST) {
        text.append("# ").append(diff.differences().size() - written).append(" more\n");
        break;
      }
      text.append(entry);
      written++;
    }
    return text.toString();
  }

  private static String entry(Difference difference) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("impact", difference.impact().name()).put("kind", difference.kind().name());
    if (!difference.field().isEmpty()) {
      node.put("field", difference.field());
      FieldRule.of(difference.kind(), difference.path())
          .ifPresent(rule -> node.put("because", rule.why()));
    }
    if (difference.before() != null) {
      node.put("before", difference.before());
    }
    if (difference.after() != null) {
      node.put("after", difference.after());
    }
    node.put("proxies", difference.proxies());
    difference.resources().stream()
        .limit(MOST_RESOURCES)
        .forEach(node.withArrayProperty("resources")::add);
    if (difference.resources().size() > MOST_RESOURCES) {
      node.put("moreResources", difference.resources().size() - MOST_RESOURCES);
    }
    return "- " + yaml(node).stripTrailing().replace("\n", "\n  ") + "\n";
  }

  private static int bytes(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  private static String yaml(JsonNode tree) {
    try {
      return YAML.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
