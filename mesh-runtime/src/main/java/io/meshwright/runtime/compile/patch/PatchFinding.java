package io.meshwright.runtime.compile.patch;

import io.meshwright.runtime.model.name.Origin;
import io.meshwright.xds.ConfigError;
import java.util.List;

/**
 * A patch that does not do what its author wrote.
 *
 * @param origin the EnvoyFilter
 * @param everywhere whether no proxy gets it; otherwise Envoy does and Meshwright's own proxy not
 */
public record PatchFinding(Origin origin, List<ConfigError> errors, boolean everywhere) {
  public PatchFinding {
    errors = List.copyOf(errors);
  }
}
