package io.meshwright.runtime.snapshot;

import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.xds.ConfigError;
import java.util.List;
import java.util.SortedMap;

/**
 * What is wrong with the configuration, for status and debug pages.
 *
 * @param errors of resources whose last good version, if any, stays in force
 * @param unknownFields fields that the API does not have
 * @param origins of sources that cannot be read, by file or server
 */
public record ConfigState(
    SortedMap<ResourceRef, List<ConfigError>> errors,
    SortedMap<ResourceRef, List<ConfigError>> unknownFields,
    SortedMap<String, List<ConfigError>> origins) {}
