package io.meshwright.runtime.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import io.meshwright.runtime.model.name.NamespaceSelection;
import io.meshwright.runtime.model.name.NamespaceSelection.Relation;
import io.meshwright.runtime.model.name.NamespaceSelection.Requirement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Parses {@code discoverySelectors} of the mesh configuration: a list of label selectors. */
final class DiscoverySelectorParser {

  private static final String FIELD = "discoverySelectors";

  /** Told what is wrong. */
  interface Errors {
    void add(String field, String found, String expected);
  }

  private final Errors errors;

  private DiscoverySelectorParser(Errors errors) {
    this.errors = errors;
  }

  static NamespaceSelection parse(JsonNode selectors, Errors errors) {
    DiscoverySelectorParser parser = new DiscoverySelectorParser(errors);
    if (selectors.isMissingNode() || selectors.isNull()) {
      return NamespaceSelection.ALL;
    }
    if (!selectors.isArray()) {
      errors.add(FIELD, selectors.toString(), "a list of label selectors");
      return NamespaceSelection.ALL;
    }
    List<List<Requirement>> terms = new ArrayList<>();
    for (int i = 0; i < selectors.size(); i++) {
      terms.add(parser.term(FIELD + "[" + i + "]", selectors.get(i)));
    }
    return new NamespaceSelection(terms);
  }

  private List<Requirement> term(String field, JsonNode selector) {
    List<Requirement> requirements = new ArrayList<>();
    for (Map.Entry<String, JsonNode> part : selector.properties()) {
      String at = field + "." + part.getKey();
      switch (part.getKey()) {
        case "matchLabels" ->
            part.getValue()
                .properties()
                .forEach(
                    label ->
                        requirements.add(
                            new Requirement(
                                label.getKey(), Relation.In, Set.of(label.getValue().asText()))));
        case "matchExpressions" -> {
          for (int i = 0; i < part.getValue().size(); i++) {
            expression(at + "[" + i + "]", part.getValue().get(i)).ifPresent(requirements::add);
          }
        }
        default -> errors.add(at, part.getValue().toString(), "matchLabels or matchExpressions");
      }
    }
    return requirements;
  }

  private Optional<Requirement> expression(String field, JsonNode expression) {
    String key = expression.path("key").asText("");
    if (key.isEmpty()) {
      errors.add(field + ".key", "", "a label");
      return Optional.empty();
    }
    String word = expression.path("operator").asText("");
    Optional<Relation> relation =
        Stream.of(Relation.values()).filter(candidate -> candidate.name().equals(word)).findFirst();
    if (relation.isEmpty()) {
      errors.add(field + ".operator", word, "one of " + List.of(Relation.values()));
      return Optional.empty();
    }
    Set<String> values = new HashSet<>();
    expression.path("values").forEach(value -> values.add(value.asText()));
    boolean compares = relation.get() == Relation.In || relation.get() == Relation.NotIn;
    if (compares == values.isEmpty()) {
      errors.add(
          field + ".values",
          expression.path("values").toString(),
          compares ? "at least one value" : "none, with operator " + word);
      return Optional.empty();
    }
    return Optional.of(new Requirement(key, relation.get(), values));
  }
}
