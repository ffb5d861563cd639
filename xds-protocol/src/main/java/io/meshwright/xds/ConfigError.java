package io.meshwright.xds;

import java.util.Objects;

/**
 * Says what is wrong with one field of one resource, in the words of whoever wrote it. The same
 * value becomes a webhook denial, a status condition or the detail of an xDS NACK.
 *
 * @param resource the resource, as a user would name it: {@code VirtualService default/reviews} or
 *     {@code Listener 0.0.0.0_80}
 * @param fieldPath the field, as in {@code kubectl explain}: {@code spec.http[0].route[1].weight};
 *     empty for the whole resource
 * @param found the offending value, shortened if long
 * @param expected what would have been accepted
 */
public record ConfigError(String resource, String fieldPath, String found, String expected) {

  private static final int LONGEST_VALUE = 200;

  public ConfigError {
    Objects.requireNonNull(resource);
    Objects.requireNonNull(fieldPath);
    Objects.requireNonNull(expected);
    found = found.length() <= LONGEST_VALUE ? found : found.substring(0, LONGEST_VALUE) + "…";
  }

  /** One line: {@code RESOURCE: FIELD: found X, expected Y}. */
  public String message() {
    return resource + ": " + problem();
  }

  /** The same for who knows the resource: {@code FIELD: found X, expected Y}. */
  public String problem() {
    String where = fieldPath.isEmpty() ? "" : fieldPath + ": ";
    return where + "found " + (found.isEmpty() ? "nothing" : found) + ", expected " + expected;
  }

  /**
   * The same error seen from the resource that contains it: {@code prefix} is put before the field
   * path.
   */
  public ConfigError under(String prefix) {
    String path =
        fieldPath.isEmpty() ? prefix : prefix + (fieldPath.startsWith("[") ? "" : ".") + fieldPath;
    return new ConfigError(resource, path, found, expected);
  }
}
