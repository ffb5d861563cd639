package io.meshwright.runtime.model;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The log of requests and connections (istio-features MC3).
 *
 * @param file where it is written
 */
public record AccessLogging(String file, Layout layout) {

  /** How a line is written; formats are Envoy's, an empty one is Istio's. */
  public sealed interface Layout {

    /** One text. */
    record Text(String format) implements Layout {}

    /** A JSON object of texts, by key. */
    record Json(SortedMap<String, String> formats) implements Layout {
      public Json {
        formats = new TreeMap<>(formats);
      }
    }
  }
}
