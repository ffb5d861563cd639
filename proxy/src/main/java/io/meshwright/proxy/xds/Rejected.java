package io.meshwright.proxy.xds;

import io.meshwright.xds.ConfigError;
import java.time.Instant;
import java.util.List;

/** The last version of a resource that was refused; an older one may still be held. */
public record Rejected(String name, String version, Instant at, List<ConfigError> errors) {
  public Rejected {
    errors = List.copyOf(errors);
  }

  /** All errors in one line. */
  public String details() {
    return String.join("; ", errors.stream().map(ConfigError::message).toList());
  }
}
