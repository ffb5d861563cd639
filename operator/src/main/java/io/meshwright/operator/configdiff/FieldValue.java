package io.meshwright.operator.configdiff;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes values as short as a report needs them; different values are written differently. */
final class FieldValue {

  private static final int LONGEST = 200;
  private static final int DIGITS = 12;

  private FieldValue() {}

  /** The value; null if there is none. */
  static @Nullable String of(@Nullable JsonNode value) {
    if (value == null) {
      return null;
    }
    return cut(value.isValueNode() ? value.asText() : value.toString());
  }

  /** The beginning of a long text, with a digest of all of it. */
  static String cut(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    return text.substring(0, LONGEST)
        + "… ("
        + text.length()
        + " characters, sha256 "
        + Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString().substring(0, DIGITS)
        + ")";
  }
}
