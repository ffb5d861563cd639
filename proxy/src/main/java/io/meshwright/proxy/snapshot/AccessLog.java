package io.meshwright.proxy.snapshot;

import java.util.List;

/** Where and how requests or connections are logged, one line each. */
public record AccessLog(Target target, Layout layout) {

  /** Where lines go. */
  public sealed interface Target {
    /** Standard output. */
    record Stdout() implements Target {}

    /** Standard error. */
    record Stderr() implements Target {}

    /** A file, appended to. */
    record File(String path) implements Target {}
  }

  /** What a line holds. */
  public sealed interface Layout {
    /** The format's text; it brings its own line end. */
    record Text(Format format) implements Layout {}

    /** An object of these fields in this order, and a line end. */
    record Json(List<Field> fields) implements Layout {
      public Json {
        fields = List.copyOf(fields);
      }
    }

    /** One field of a JSON line. */
    record Field(String name, Format value) {}
  }
}
