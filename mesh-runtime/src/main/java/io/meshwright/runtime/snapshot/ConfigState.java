package io.meshwright.runtime.snapshot;

import io.meshwright.runtime.discovery.Remark;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.discovery.ResourceReport;
import io.meshwright.xds.ConfigError;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of the configuration, for status and debug pages.
 *
 * @param origins of sources that cannot be read, by file or server
 */
public record ConfigState(ResourceReport report, SortedMap<String, List<ConfigError>> origins) {

  /** Of resources whose last good version, if any, stays in force, or that are in force in part. */
  public SortedMap<ResourceRef, List<ConfigError>> errors() {
    SortedMap<ResourceRef, List<ConfigError>> all = new TreeMap<>(report.leftOut());
    all.putAll(report.errors());
    return all;
  }

  /** Of fields that have no effect. */
  public SortedMap<ResourceRef, List<ConfigError>> withoutEffect() {
    SortedMap<ResourceRef, List<ConfigError>> all = new TreeMap<>();
    report
        .remarks()
        .forEach((ref, remarks) -> all.put(ref, remarks.stream().map(Remark::error).toList()));
    return all;
  }
}
