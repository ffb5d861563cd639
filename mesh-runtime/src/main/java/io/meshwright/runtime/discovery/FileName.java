package io.meshwright.runtime.discovery;

import io.meshwright.xds.ConfigError;
import java.util.List;

/**
 * Where a resource is written: who wrote it in a file looks for the error there.
 *
 * @param text empty if it came from an API server
 */
record FileName(String text) {

  List<ConfigError> on(List<ConfigError> errors) {
    return errors.stream().map(this::on).toList();
  }

  Remark on(Remark remark) {
    return new Remark(remark.kind(), on(remark.error()));
  }

  private ConfigError on(ConfigError error) {
    return text.isEmpty()
        ? error
        : new ConfigError(
            text + ": " + error.resource(), error.fieldPath(), error.found(), error.expected());
  }
}
