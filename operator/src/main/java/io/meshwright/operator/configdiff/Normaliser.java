package io.meshwright.operator.configdiff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.meshwright.crd.naming.RevisionNames;

/**
 * Takes out of a resource what says only which revision made it: the name of its control plane. Two
 * revisions' forms of the same are equal then. Pure.
 *
 * @param runtime the name of the revision's control plane
 */
record Normaliser(String runtime) {

  private static final String ANY_RUNTIME = "istiod";

  static Normaliser of(String revision) {
    return new Normaliser(new RevisionNames(revision).runtime());
  }

  JsonNode normal(JsonNode tree) {
    return switch (tree) {
      case ObjectNode object -> {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        object
            .properties()
            .forEach(field -> copy.set(normal(field.getKey()), normal(field.getValue())));
        yield copy;
      }
      case ArrayNode array -> {
        ArrayNode copy = JsonNodeFactory.instance.arrayNode();
        array.forEach(element -> copy.add(normal(element)));
        yield copy;
      }
      case TextNode text -> TextNode.valueOf(normal(text.textValue()));
      default -> tree;
    };
  }

  /** The text with any control plane in place of this one, where it is a whole name. */
  String normal(String text) {
    StringBuilder result = new StringBuilder();
    int from = 0;
    int at = text.indexOf(runtime);
    while (at >= 0) {
      int end = at + runtime.length();
      boolean whole = !isOfName(text, at - 1) && !isOfName(text, end);
      result.append(text, from, at).append(whole ? ANY_RUNTIME : runtime);
      from = end;
      at = text.indexOf(runtime, end);
    }
    return result.append(text, from, text.length()).toString();
  }

  private static boolean isOfName(String text, int at) {
    return at >= 0
        && at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '-');
  }
}
