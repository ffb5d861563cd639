package io.meshwright.operator.preflight;

import io.meshwright.xds.ConfigError;

/**
 * One thing that speaks against a revision.
 *
 * @param resource the object, as a user would name it
 * @param field its path; empty if the object as a whole is meant
 */
public record Finding(
    Severity severity,
    FindingCode code,
    String resource,
    String field,
    String found,
    String expected) {

  /** The finding in one line. */
  public String message() {
    return new ConfigError(resource, field, found, expected).message();
  }
}
