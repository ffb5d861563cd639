package io.meshwright.xds;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Carries the errors of a resource out of its parser; always caught at the edge that accepted the
 * resource. Has no stack trace.
 */
public final class ConfigException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<ConfigError> errors;

  /** {@code errors} holds at least one. */
  public ConfigException(List<ConfigError> errors) {
    super(
        errors.stream().map(ConfigError::message).collect(Collectors.joining("; ")),
        null,
        false,
        false);
    if (errors.isEmpty()) {
      throw new IllegalArgumentException("a ConfigException without an error");
    }
    this.errors = List.copyOf(errors);
  }

  /** An exception for a single error. */
  public ConfigException(ConfigError error) {
    this(List.of(error));
  }

  /** All errors found, in the order of the fields. */
  public List<ConfigError> errors() {
    return errors;
  }
}
