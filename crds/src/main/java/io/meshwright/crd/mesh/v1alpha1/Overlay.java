package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody set of a type's fields, and nothing else: an absent field is left to the profile,
 * then to the type's default. The schema of such a field is its type's without defaults, because
 * the API server would write them, and nobody could tell them from the user's words.
 *
 * <p>Immutable.
 */
public final class Overlay {

  private static final Overlay NOTHING = new Overlay(JsonNodeFactory.instance.objectNode());

  private final JsonNode tree;

  private Overlay(JsonNode tree) {
    this.tree = tree;
  }

  /** An overlay of what a document says; null says nothing. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Overlay of(@Nullable JsonNode tree) {
    return tree == null || tree.isNull() ? NOTHING : new Overlay(tree.deepCopy());
  }

  /** An overlay that sets nothing. */
  public static Overlay nothing() {
    return NOTHING;
  }

  /** The fields that are set; a copy. */
  @JsonValue
  public JsonNode tree() {
    return tree.deepCopy();
  }

  /** Whether no field is set. */
  @JsonIgnore
  public boolean isEmpty() {
    return tree.isEmpty();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Overlay overlay && tree.equals(overlay.tree);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(tree);
  }

  @Override
  public String toString() {
    return tree.toString();
  }
}
