package io.meshwright.runtime.discovery;

import io.meshwright.xds.ConfigError;

/**
 * Something about a resource that does not keep the rest of it from being used. Any stage between a
 * source and the model may make one; users read it at admission, in {@code analyze} and in status.
 */
public record Remark(Kind kind, ConfigError error) {

  /** What is the matter with the field. */
  public enum Kind {
    /** The API does not have it. */
    UNKNOWN_FIELD,
    /** The API has it, and it has no effect here. */
    WITHOUT_EFFECT
  }

  /** A field that the API does not have. */
  public static Remark unknown(ConfigError error) {
    return new Remark(Kind.UNKNOWN_FIELD, error);
  }

  /** A field, or a part of the resource, that is accepted and changes nothing. */
  public static Remark withoutEffect(ConfigError error) {
    return new Remark(Kind.WITHOUT_EFFECT, error);
  }
}
