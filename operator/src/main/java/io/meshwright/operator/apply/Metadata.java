package io.meshwright.operator.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Labels and annotations of objects from the API server, which leaves them out if there are none.
 */
public final class Metadata {

  private Metadata() {}

  /** The labels of an object; unmodified, empty if it has none. */
  public static Map<String, String> labels(HasMetadata object) {
    return orEmpty(object.getMetadata().getLabels());
  }

  /** The annotations of an object; unmodified, empty if it has none. */
  public static Map<String, String> annotations(HasMetadata object) {
    return orEmpty(object.getMetadata().getAnnotations());
  }

  /** The value of a label, or null. */
  public static @Nullable String label(HasMetadata object, String key) {
    return labels(object).get(key);
  }

  /** Whether an annotation is set to {@code true}. */
  public static boolean isSet(HasMetadata object, String annotation) {
    return "true".equals(annotations(object).get(annotation));
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> entries) {
    return entries == null ? Map.of() : entries;
  }
}
