package io.meshwright.operator.preflight;

import io.meshwright.xds.ConfigError;

/**
 * One fact that speaks against a revision.
 *
 * @param resource the object, as a user would name it: {@code VirtualService shop/cart}
 * @param field of the object, as in {@code kubectl explain}; empty for the whole object
 * @param found what is there
 * @param expected what would not be a finding
 */
public record Finding(
    Severity severity,
    FindingCode code,
    String resource,
    String field,
    String found,
    String expected) {

  static Finding blocking(
      FindingCode code, String resource, String field, String found, String expected) {
    return new Finding(Severity.BLOCKING, code, resource, field, found, expected);
  }

  static Finding warning(
      FindingCode code, String resource, String field, String found, String expected) {
    return new Finding(Severity.WARNING, code, resource, field, found, expected);
  }

  /** Whether nothing may follow the revision. */
  public boolean blocks() {
    return severity == Severity.BLOCKING;
  }

  /** One line: {@code RESOURCE: FIELD: found X, expected Y}. */
  public String message() {
    return new ConfigError(resource, field, found, expected).message();
  }
}
