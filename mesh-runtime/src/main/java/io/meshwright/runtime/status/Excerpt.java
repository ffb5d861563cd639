package io.meshwright.runtime.status;

import java.util.List;
import java.util.stream.Collectors;

/** As much of several texts as fits into a condition: status is stored with each object. */
final class Excerpt {

  private static final int TEXTS = 8;
  private static final int LENGTH = 512;

  private Excerpt() {}

  static String of(List<String> texts) {
    String shown =
        texts.stream().limit(TEXTS).map(Excerpt::shortened).collect(Collectors.joining("; "));
    int more = texts.size() - TEXTS;
    return more > 0 ? "%s; and %d more".formatted(shown, more) : shown;
  }

  private static String shortened(String text) {
    return text.length() <= LENGTH ? text : text.substring(0, LENGTH) + "…";
  }
}
