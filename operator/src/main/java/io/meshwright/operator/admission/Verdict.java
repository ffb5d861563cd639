package io.meshwright.operator.admission;

import io.meshwright.xds.ConfigError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The answer to one request.
 *
 * @param errors why it is refused; empty if it is not
 * @param warnings what the user should know though it is accepted
 */
record Verdict(List<ConfigError> errors, List<String> warnings) {

  Verdict {
    errors = List.copyOf(errors);
    warnings = List.copyOf(warnings);
  }

  static Verdict accepted() {
    return new Verdict(List.of(), List.of());
  }

  boolean accepts() {
    return errors.isEmpty();
  }

  String message() {
    return errors.stream().map(ConfigError::message).collect(Collectors.joining("; "));
  }

  /** Gathers what is wrong with one object. */
  static final class Gathering {

    private final String resource;
    private final List<ConfigError> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    Gathering(String resource) {
      this.resource = resource;
    }

    String resource() {
      return resource;
    }

    void refuse(ConfigError error) {
      errors.add(error);
    }

    void refuse(String field, String found, String expected) {
      errors.add(new ConfigError(resource, field, found, expected));
    }

    void warn(String field, String words) {
      warnings.add(resource + ": " + field + ": " + words);
    }

    Verdict verdict() {
      return new Verdict(errors, warnings);
    }
  }
}
